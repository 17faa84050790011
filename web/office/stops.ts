/** A stop in words, the same on the map and in the list. */

import type { MapStop } from "./service";
import { say, type Language, type Word } from "./words";

const STATES: Record<MapStop["state"], Word> = {
  done: "stopDone",
  pending: "stopPending",
  failed: "stopFailed",
  not_collected: "stopNotCollected",
  not_needed: "stopNotNeeded",
};

/** "phát 2 việc" */
export function actOf(language: Language, stop: MapStop): string {
  return `${say(language, stop.act)} ${say(language, "jobsAt", { n: stop.jobs })}`;
}

export function stateOf(language: Language, stop: MapStop): string {
  return say(language, STATES[stop.state]);
}
