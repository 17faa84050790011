/** One question put to the server again and again: what came last, and why the last one was not answered. */

import { Refused } from "./service";
import { say, type Language } from "./words";

export class Asked<Answer> {
  came = $state.raw<Answer | null>(null);
  refused = $state.raw<Error | null>(null);
  #latest = 0;

  /** An answer that a later question overtook is dropped. */
  async ask(question: () => Promise<Answer>): Promise<void> {
    const turn = ++this.#latest;
    try {
      const came = await question();
      if (turn === this.#latest) [this.came, this.refused] = [came, null];
    } catch (error) {
      if (turn === this.#latest) this.refused = error as Error;
    }
  }
}

/** Why something was not done, for people. */
export function inWords(error: unknown, language: Language): string {
  return error instanceof Refused ? error.detail[language] : say(language, "notReached");
}
