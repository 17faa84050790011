/** The office's day as it stands now: loaded once, then told of each change and loaded afresh, a second at most apart. */

import { fetchBoard, fetchLayers, openStream, Refused, type Board, type Layers } from "./service";

const PAUSE_MS = 1_000;

export class Live {
  board = $state<Board | null>(null);
  layers = $state<Layers | null>(null);
  /** When the figures shown were loaded. */
  at = $state<Date | null>(null);
  isConnected = $state(false);
  refused = $state<Refused | Error | null>(null);

  #office: string;
  #stream: EventSource | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #mapIsOld = true;
  #isLoading = false;

  constructor(office: string) {
    this.#office = office;
  }

  start(): void {
    void this.#load();
    this.#stream = openStream(this.#office);
    this.#stream.addEventListener("hello", () => {
      this.isConnected = true;
      this.#refreshSoon(true);
    });
    this.#stream.addEventListener("change", (event) => {
      const topic = (JSON.parse((event as MessageEvent<string>).data) as { topic: string }).topic;
      this.#refreshSoon(topic !== "position");
    });
    this.#stream.addEventListener("reload", () => this.#restart());
    this.#stream.onerror = () => {
      this.isConnected = false;
    };
  }

  stop(): void {
    this.#stream?.close();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  retry(): void {
    this.#mapIsOld = true;
    void this.#load();
  }

  #restart(): void {
    this.stop();
    this.#timer = null;
    this.start();
  }

  #refreshSoon(withMap: boolean): void {
    this.#mapIsOld ||= withMap;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#load();
    }, PAUSE_MS);
  }

  async #load(): Promise<void> {
    if (this.#isLoading) return this.#refreshSoon(false);
    this.#isLoading = true;
    const withMap = this.#mapIsOld;
    this.#mapIsOld = false;
    try {
      const [board, layers] = await Promise.all([
        fetchBoard(this.#office),
        withMap ? fetchLayers(this.#office) : this.layers,
      ]);
      this.board = board;
      this.layers = layers;
      this.at = new Date();
      this.refused = null;
    } catch (error) {
      this.#mapIsOld ||= withMap;
      this.refused = error as Error;
    } finally {
      this.#isLoading = false;
    }
  }
}
