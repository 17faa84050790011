/** What a plan left out, by the limit that keeps it out: the commonest first. */

import type { UnservedJob } from "./service";
import type { Word } from "./words";

const LIMITS: Record<string, Word> = {
  vehicle: "limitVehicle",
  skill: "limitSkill",
  capacity_items: "limitCapacity",
  capacity_weight: "limitCapacity",
  window: "limitWindow",
  shift: "limitShift",
  share_of_day: "limitShare",
  distance: "limitDistance",
  wave: "limitWave",
  trips: "limitTrips",
  priority: "limitPriority",
  left_out: "limitLeftOut",
  tried_today: "limitTried",
  closed_today: "limitClosed",
  comes_to_counter: "limitCounter",
  no_address: "limitNoAddress",
  elsewhere: "limitElsewhere",
  pinned_absent: "limitPinned",
  several: "limitSeveral",
  disputed: "limitDisputed",
  no_linehaul: "limitLinehaul",
  forward: "limitForward",
};

export interface Group {
  constraint: string;
  word: Word;
  jobs: UnservedJob[];
}

export function byConstraint(unserved: UnservedJob[]): Group[] {
  const groups = new Map<Word, Group>();
  for (const job of unserved) {
    const word = LIMITS[job.constraint] ?? "limitOther";
    const group = groups.get(word) ?? { constraint: job.constraint, word, jobs: [] };
    group.jobs.push(job);
    groups.set(word, group);
  }
  return [...groups.values()].sort((a, b) => b.jobs.length - a.jobs.length);
}
