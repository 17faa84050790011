/** A day's plans as the office works on them: versions, the run under way, one version looked at and compared. */

import {
  cancelRun,
  fetchDifference,
  fetchIdle,
  fetchPlan,
  fetchRuns,
  fetchShifts,
  fetchVersions,
  orderRun,
  publishPlan,
  type IdleSpell,
  type Plan,
  type PlanDifference,
  type PlanRun,
  type PlanSummary,
  type Shift,
} from "./service";

const IN_FORCE = ["published", "under_way"];
const UNDER_WAY = ["queued", "running"];

export class Plans {
  versions = $state.raw<PlanSummary[] | null>(null);
  runs = $state.raw<PlanRun[]>([]);
  shifts = $state.raw<Shift[]>([]);
  plan = $state.raw<Plan | null>(null);
  /** Of the plan looked at: lunch, other work, waiting. */
  idle = $state.raw<IdleSpell[]>([]);
  /** From the version in force to the one looked at. */
  difference = $state.raw<PlanDifference | null>(null);
  /** What went wrong the last time something was asked for. */
  problem = $state.raw<Error | null>(null);
  isAsking = $state(false);

  inForce = $derived(this.versions?.find((one) => IN_FORCE.includes(one.status)) ?? null);
  run = $derived(this.runs.find((one) => UNDER_WAY.includes(one.state)) ?? null);
  /** The newest run, where it failed. */
  failed = $derived(this.runs[0]?.state === "failed" ? this.runs[0] : null);

  #office: string;
  #onDate: string;
  #chosen: string | null = null;
  /** The run whose draft is shown as soon as it is there. */
  #awaited: string | null = null;

  constructor(office: string, onDate: string) {
    this.#office = office;
    this.#onDate = onDate;
  }

  /** Everything afresh; what was chosen stays chosen. */
  async load(): Promise<void> {
    await this.#try(async () => {
      [this.versions, this.runs, this.shifts] = await Promise.all([
        fetchVersions(this.#office, this.#onDate),
        fetchRuns(this.#office, this.#onDate),
        fetchShifts(this.#office, this.#onDate),
      ]);
      const awaited = this.runs.find((one) => one.run_id === this.#awaited);
      if (awaited !== undefined && !UNDER_WAY.includes(awaited.state)) {
        this.#awaited = null;
        this.#chosen = awaited.plan_id ?? this.#chosen;
      }
      this.#awaited ??= this.run?.run_id ?? null;
      await this.#show(this.#chosen ?? this.inForce?.plan_id ?? this.versions[0]?.plan_id ?? null);
    });
  }

  async choose(plan: string): Promise<void> {
    this.#chosen = plan;
    await this.#try(() => this.#show(plan));
  }

  async ask(): Promise<void> {
    await this.#try(async () => {
      const run = await orderRun(this.#office, this.#onDate);
      this.#awaited = run.run_id;
      this.runs = [run, ...this.runs.filter((one) => one.run_id !== run.run_id)];
    });
  }

  async cancel(run: string): Promise<void> {
    await this.#try(async () => {
      const asked = await cancelRun(run);
      this.runs = this.runs.map((one) => (one.run_id === run ? asked : one));
    });
  }

  /** Chốt và gửi bưu tá. */
  async publish(plan: string): Promise<void> {
    await this.#try(async () => {
      await publishPlan(plan);
      this.#chosen = plan;
    });
    if (this.problem === null) await this.load();
  }

  async #show(plan: string | null): Promise<void> {
    const before = this.inForce?.plan_id ?? null;
    const [shown, idle, difference] = await Promise.all([
      plan === null ? null : fetchPlan(plan),
      plan === null ? [] : fetchIdle(plan),
      plan === null || before === null || before === plan ? null : fetchDifference(before, plan),
    ]);
    if (this.#chosen !== null && plan !== this.#chosen) return; // another was chosen meanwhile
    [this.plan, this.idle, this.difference] = [shown, idle, difference];
  }

  async #try(act: () => Promise<void>): Promise<void> {
    this.isAsking = true;
    try {
      await act();
      this.problem = null;
    } catch (error) {
      this.problem = error as Error;
    } finally {
      this.isAsking = false;
    }
  }
}
