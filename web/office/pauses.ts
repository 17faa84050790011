/** What a pause of one place does to a plan, before it is made. */

import type { Plan } from "./service";

/** Stops and jobs of the plan at that place that begin from one instant until before another. */
export function stopsDuring(
  plan: Plan,
  place: string,
  from: string,
  to: string,
): { stops: number; jobs: number } {
  const hit = plan.routes
    .flatMap((route) => route.stops)
    .filter(
      (stop) =>
        stop.party_id === place &&
        Date.parse(stop.arrive_at) < Date.parse(to) &&
        Date.parse(stop.leave_at) > Date.parse(from),
    );
  return { stops: hit.length, jobs: hit.reduce((sum, stop) => sum + stop.visits.length, 0) };
}
