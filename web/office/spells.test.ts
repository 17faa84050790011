import { expect, test } from "vitest";
import type { IdleSpell, PlanRoute, Shift } from "./service";
import { breaksOf } from "./spells";

const at = (hour: number) => `2026-11-23T${String(hour).padStart(2, "0")}:00:00Z`;
const route = { shift_id: "lan" } as PlanRoute;
const shift = {
  shift_id: "lan",
  lunch_from: at(5),
  lunch_to: at(6),
  lunch_duration_s: null,
  spells: [{ starts_at: at(2), ends_at: at(3), reason: "vòng phát thư" }],
} as unknown as Shift;
const spell = (kind: IdleSpell["kind"], from: number, to: number, shift_id = "lan"): IdleSpell => ({
  shift_id,
  kind,
  starts_at: at(from),
  ends_at: at(to),
});

test("lunch, other work and waiting stand apart in the order of the day", () => {
  const breaks = breaksOf(
    route,
    [shift],
    [spell("wait", 4, 5), spell("lunch", 5, 6), spell("wait", 0, 1, "minh")],
  );
  expect(breaks.map((one) => one.kind)).toEqual(["other", "wait", "lunch"]);
});

test("a lunch the planner set is told once, and one whose hour is free is not guessed", () => {
  expect(breaksOf(route, [shift], [spell("lunch", 5, 6)]).filter((one) => one.kind === "lunch")).toHaveLength(
    1,
  );
  const free = { ...shift, lunch_duration_s: 1800, spells: [] };
  expect(breaksOf(route, [free], [])).toEqual([]);
});
