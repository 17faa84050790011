import { expect, test } from "vitest";
import type { Incident } from "./service";
import { nextStep, otherSteps } from "./steps";

const incident = (kind: Incident["kind"], steps: Incident["steps"], isSearchOver = false): Incident => ({
  incident_id: "one",
  code: "7K3M2QXA9D0R",
  kind,
  vi: "",
  en: "",
  office_id: "office",
  noticed_at: "2026-11-23T01:00:00Z",
  reported_by: null,
  last_holder: null,
  note: null,
  steps,
  deadlines: [
    {
      step: "search_ended",
      vi: "",
      en: "",
      due_at: "2026-11-24T01:00:00Z",
      done_at: null,
      is_overdue: isSearchOver,
    },
  ],
  is_overdue: isSearchOver,
  missing_files: 0,
});

test("of a loss the head is told first, then the agency, then one searches", () => {
  expect(nextStep(incident("lost", []))).toBe("head_told");
  expect(nextStep(incident("lost", ["head_told"]))).toBe("agency_told");
  expect(nextStep(incident("lost", ["head_told", "agency_told"]))).toBeNull();
  expect(nextStep(incident("lost", ["head_told", "agency_told"], true))).toBe("search_ended");
});

test("what was not found in time ends with its owner told in person", () => {
  const told: Incident["steps"] = ["head_told", "agency_told", "search_ended"];
  expect(nextStep(incident("lost", told))).toBe("owner_told");
  expect(nextStep(incident("lost", [...told, "owner_told"]))).toBe("closed");
  expect(nextStep(incident("lost", ["head_told", "agency_told", "found"]))).toBe("closed");
});

test("nothing is left to do about what is closed", () => {
  expect(nextStep(incident("damaged", ["closed"]))).toBeNull();
  expect(otherSteps(incident("damaged", ["closed"]))).toEqual([]);
});

test("a step is offered once", () => {
  expect(otherSteps(incident("damaged", ["head_told"]))).toEqual(["agency_told", "owner_told", "closed"]);
});
