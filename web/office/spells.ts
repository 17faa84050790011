/** When a carrier of a plan neither rides nor serves, in the order of the day. */

import type { IdleSpell, PlanRoute, Shift } from "./service";

export interface Break {
  kind: IdleSpell["kind"];
  from: string;
  to: string;
}

/** What the planner set down, and of the shift what it had no need to: other work, a lunch whose hour is fixed. */
export function breaksOf(route: PlanRoute, shifts: Shift[], idle: IdleSpell[]): Break[] {
  const planned: Break[] = idle
    .filter((spell) => spell.shift_id === route.shift_id)
    .map((spell) => ({ kind: spell.kind, from: spell.starts_at, to: spell.ends_at }));
  const shift = shifts.find((one) => one.shift_id === route.shift_id);
  const known: Break[] = (shift?.spells ?? []).map((spell) => ({
    kind: "other",
    from: spell.starts_at,
    to: spell.ends_at,
  }));
  if (shift?.lunch_from && shift.lunch_to && !shift.lunch_duration_s) {
    known.push({ kind: "lunch", from: shift.lunch_from, to: shift.lunch_to });
  }
  const untold = known.filter(
    (spell) => !planned.some((one) => one.kind === spell.kind && overlap(one, spell)),
  );
  return [...planned, ...untold].sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
}

const overlap = (one: Break, other: Break) =>
  Date.parse(one.from) < Date.parse(other.to) && Date.parse(other.from) < Date.parse(one.to);
