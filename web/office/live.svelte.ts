/** The office's day as it stands now: loaded once, then told of each change and loaded afresh, a second at most apart. */

import { fetchExceptions, type OpenException } from "./cases/service";
import {
  fetchAlarms,
  fetchBoard,
  fetchLayers,
  fetchLowStocks,
  fetchPlan,
  openStream,
  Refused,
  type AgreementAlarm,
  type Board,
  type LabelStock,
  type Layers,
  type Plan,
} from "./service";

const PAUSE_MS = 1_000;
const AFTER_FAILURE_MS = 3_000;
/** With no news at all, so that silence is noticed too: ages are counted from the server's time. */
const AT_LEAST_EVERY_MS = 60_000;

export class Live {
  board = $state.raw<Board | null>(null);
  layers = $state.raw<Layers | null>(null);
  /** The plan in force, for what it could not place. */
  plan = $state.raw<Plan | null>(null);
  /** What needs a person slowly: asked for once a minute at most. */
  stocks = $state.raw<LabelStock[]>([]);
  agreements = $state.raw<AgreementAlarm[]>([]);
  exceptions = $state.raw<OpenException[]>([]);
  /** How many changes of plans and runs have been heard of. */
  planNews = $state(0);
  /** The board is there, the map or the plan is not, or not the newest. */
  isPartial = $state(false);
  /** Why the board could not be loaded the last time. */
  refused = $state.raw<Error | null>(null);
  isCurrent = $derived.by(() => this.#isConnected && this.refused === null);

  #isConnected = $state(false);
  #office: string;
  #stream: EventSource | null = null;
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #refresh: ReturnType<typeof setTimeout> | null = null;
  #mapIsOld = true;
  #slowAskedAt = -AT_LEAST_EVERY_MS;
  /** When `#refresh` is due, in milliseconds of the page's life. */
  #due = 0;
  #isLoading = false;
  #isStopped = false;

  constructor(office: string) {
    this.#office = office;
  }

  start(): void {
    this.#connect();
    void this.load();
  }

  stop(): void {
    this.#isStopped = true;
    this.#stream?.close();
    this.#timers.forEach(clearTimeout);
    this.#timers.clear();
  }

  /** Ask for everything now; a failure is told by `refused` or `isPartial` and tried again. */
  async load(): Promise<void> {
    if (this.#isLoading) return this.#refreshIn(PAUSE_MS);
    this.#isLoading = true;
    try {
      this.board = await fetchBoard(this.#office);
      this.refused = null;
      this.isPartial = !(await this.#loadRest(this.board));
      this.#refreshIn(this.isPartial ? AFTER_FAILURE_MS : AT_LEAST_EVERY_MS);
    } catch (error) {
      this.refused = error as Error;
      if (!(error instanceof Refused && error.status === 401)) this.#refreshIn(AFTER_FAILURE_MS);
    } finally {
      this.#isLoading = false;
    }
  }

  /** Map and plan where they changed; whether both came. */
  async #loadRest(board: Board): Promise<boolean> {
    const came = await Promise.allSettled([
      this.#loadMap(),
      this.#loadPlan(board.plan?.plan_id ?? null),
      this.#loadSlow(),
    ]);
    return came.every((one) => one.status === "fulfilled");
  }

  async #loadMap(): Promise<void> {
    if (!this.#mapIsOld) return;
    this.#mapIsOld = false;
    try {
      this.layers = await fetchLayers(this.#office);
    } catch (error) {
      this.#mapIsOld = true;
      throw error;
    }
  }

  async #loadPlan(plan: string | null): Promise<void> {
    if (plan === (this.plan?.summary.plan_id ?? null)) return;
    this.plan = plan === null ? null : await fetchPlan(plan);
  }

  async #loadSlow(): Promise<void> {
    if (performance.now() - this.#slowAskedAt < AT_LEAST_EVERY_MS) return;
    [this.stocks, this.agreements, this.exceptions] = await Promise.all([
      fetchLowStocks(),
      fetchAlarms(),
      fetchExceptions(this.#office),
    ]);
    this.#slowAskedAt = performance.now();
  }

  #connect(): void {
    const stream = openStream(this.#office);
    this.#stream = stream;
    stream.addEventListener("hello", () => {
      this.#isConnected = true;
      this.planNews++;
      this.#hear(true);
    });
    stream.addEventListener("change", (event) => {
      const { topic } = JSON.parse((event as MessageEvent<string>).data) as { topic: string };
      if (topic === "plan") this.planNews++;
      this.#hear(topic !== "position");
    });
    stream.addEventListener("reload", () => {
      stream.close();
      this.#connect();
    });
    stream.onerror = () => {
      this.#isConnected = false;
      // The browser itself tries again unless the answer was no stream: a proxy's error page, a session gone.
      if (stream.readyState === EventSource.CLOSED) {
        this.#refreshIn(0);
        this.#after(AFTER_FAILURE_MS, () => this.#connect());
      }
    };
  }

  #hear(changesMap: boolean): void {
    this.#mapIsOld ||= changesMap;
    this.#refreshIn(PAUSE_MS);
  }

  /** The sooner of this and what was planned before. */
  #refreshIn(ms: number): void {
    const due = performance.now() + ms;
    if (this.#refresh !== null) {
      if (this.#due <= due) return;
      clearTimeout(this.#refresh);
      this.#timers.delete(this.#refresh);
    }
    this.#due = due;
    this.#refresh = this.#after(ms, () => {
      this.#refresh = null;
      void this.load();
    });
  }

  #after(ms: number, act: () => void): ReturnType<typeof setTimeout> {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#isStopped) act();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }
}
