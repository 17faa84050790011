/** What is to be done about an incident next; the server says by when. */

import type { Incident, StepOrder } from "./service";

export type Step = StepOrder["step"];

/** The step that is next: the nearest clock first, then what an incident of its kind ends with; null: wait. */
export function nextStep(incident: Incident): Step | null {
  const has = (step: Step) => incident.steps.includes(step);
  if (has("closed")) return null;
  if (incident.kind !== "lost")
    return has("head_told") ? (has("rewrapped") ? "closed" : "rewrapped") : "head_told";
  if (!has("head_told")) return "head_told";
  if (!has("agency_told")) return "agency_told";
  if (has("found")) return "closed";
  if (has("search_ended")) return has("owner_told") ? "closed" : "owner_told";
  return isSearchOver(incident) ? "search_ended" : null;
}

/** Other steps that may be recorded now. */
export function otherSteps(incident: Incident): Step[] {
  if (incident.steps.includes("closed")) return [];
  const all: Step[] =
    incident.kind === "lost"
      ? ["head_told", "agency_told", "found", "search_ended", "owner_told", "closed"]
      : ["head_told", "agency_told", "rewrapped", "owner_told", "closed"];
  const next = nextStep(incident);
  return all.filter((step) => step !== next && !incident.steps.includes(step));
}

function isSearchOver(incident: Incident): boolean {
  return incident.deadlines.some((one) => one.step === "search_ended" && one.is_overdue);
}
