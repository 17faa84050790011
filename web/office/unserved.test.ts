import { expect, test } from "vitest";
import type { UnservedJob } from "./service";
import { byConstraint } from "./unserved";

const job = (job_id: string, constraint: string): UnservedJob => ({
  job_id,
  code: null,
  title: "Khai sinh",
  constraint,
  reason_vi: "",
  reason_en: "",
});

test("what is left out is grouped by its limit, the commonest first", () => {
  const groups = byConstraint([job("a", "window"), job("b", "shift"), job("c", "shift")]);
  expect(groups.map((group) => [group.word, group.jobs.length])).toEqual([
    ["limitShift", 2],
    ["limitWindow", 1],
  ]);
});

test("limits told by the same words are one group, and an unknown one still has words", () => {
  const groups = byConstraint([
    job("a", "capacity_items"),
    job("b", "capacity_weight"),
    job("c", "of tomorrow"),
  ]);
  expect(groups.map((group) => group.word)).toEqual(["limitCapacity", "limitOther"]);
});
