/** A plan's state and how it came to be, in words. */

import type { PlanSummary } from "./service";
import type { Word } from "./words";

export const STATES: Record<PlanSummary["status"], Word> = {
  draft: "planDraft",
  published: "planPublished",
  under_way: "planUnderWay",
  closed: "planClosed",
  replaced: "planReplaced",
};

export const ORIGINS: Record<PlanSummary["origin"], Word> = {
  planned: "byPlanner",
  inserted: "byInsert",
  moved: "byMove",
  assigned: "byAssign",
  reassigned: "byReassign",
  filled: "byFill",
};
