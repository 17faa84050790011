import { expect, test } from "vitest";
import { stopsDuring } from "./pauses";
import type { Plan } from "./service";

const stop = (party_id: string, arrive: string, leave: string, jobs: number) => ({
  party_id,
  arrive_at: `2026-11-23T${arrive}:00Z`,
  leave_at: `2026-11-23T${leave}:00Z`,
  visits: Array.from({ length: jobs }, () => ({})),
});
const plan = {
  routes: [
    { stops: [stop("desk", "02:00", "02:10", 3), stop("home", "03:00", "03:05", 1)] },
    { stops: [stop("desk", "08:55", "09:05", 2), stop("desk", "10:00", "10:05", 4)] },
  ],
} as unknown as Plan;

test("a pause counts the stops that fall into it, at its own place alone", () => {
  expect(stopsDuring(plan, "desk", "2026-11-23T08:00:00Z", "2026-11-23T09:30:00Z")).toEqual({
    stops: 1,
    jobs: 2,
  });
  expect(stopsDuring(plan, "home", "2026-11-23T08:00:00Z", "2026-11-23T09:30:00Z")).toEqual({
    stops: 0,
    jobs: 0,
  });
});

test("a stop already behind does not count, one under way does", () => {
  expect(stopsDuring(plan, "desk", "2026-11-23T09:00:00Z", "2026-11-23T09:30:00Z")).toEqual({
    stops: 1,
    jobs: 2,
  });
  expect(stopsDuring(plan, "desk", "2026-11-23T09:05:00Z", "2026-11-23T09:30:00Z")).toEqual({
    stops: 0,
    jobs: 0,
  });
});
