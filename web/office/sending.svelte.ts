/** One form's sending: whether it is under way, and what was wrong with what it sent, at which field. */

import { getContext, setContext } from "svelte";
import { SvelteSet } from "svelte/reactivity";
import { inWords } from "./asked.svelte";
import { Refused } from "./service";
import { say, type Language, type Word } from "./words";

/** Something typed that cannot be sent as it stands. */
export class Misread extends Error {
  constructor(
    readonly field: string,
    readonly word: Word,
  ) {
    super(word);
  }
}

export class Sending {
  isUnderWay = $state(false);
  #refused = $state.raw<unknown>(null);
  readonly #fields = new SvelteSet<string>();

  constructor(readonly language: () => Language) {}

  /** Whether it was done; if not, its fields and the form say why. */
  async send(act: () => Promise<unknown>): Promise<boolean> {
    if (this.isUnderWay) return false;
    this.isUnderWay = true;
    try {
      await act();
      this.#refused = null;
      return true;
    } catch (error) {
      this.#refused = error;
      return false;
    } finally {
      this.isUnderWay = false;
    }
  }

  forget(): void {
    this.#refused = null;
  }

  /** A field that is on the page, as the server calls it. Undo with what it returns. */
  show(field: string): () => void {
    this.#fields.add(field);
    return () => this.#fields.delete(field);
  }

  /** What is wrong at this field; "" where nothing is. */
  wrongAt(field: string): string {
    const error = this.#refused;
    if (error instanceof Misread) return error.field === field ? say(this.language(), error.word) : "";
    if (!(error instanceof Refused)) return "";
    return error.fields
      .filter((one) => one.field === field)
      .map((one) => one[this.language()])
      .join(" ");
  }

  /** Why it was not done, where no field of the page is to blame. */
  get wrong(): string {
    const error = this.#refused;
    if (error === null || error instanceof Misread) return "";
    if (error instanceof Refused && error.fields.length) {
      const elsewhere = error.fields.filter((one) => !this.#fields.has(one.field));
      return elsewhere.map((one) => one[this.language()]).join(" ");
    }
    return inWords(error, this.language());
  }
}

const KEY = Symbol("sending");

/** For the fields inside the component that asks. */
export function provideSending(language: () => Language): Sending {
  return setContext(KEY, new Sending(language));
}

export const enclosingSending = (): Sending | undefined => getContext<Sending | undefined>(KEY);
