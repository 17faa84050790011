/** What a case of money is about, read from its key. */

import type { MoneyCase } from "./service";

/** The signed act, where it is about one: "event:0199…". */
export function eventOf(found: MoneyCase): string | null {
  return /^event:(.+)$/.exec(found.case_key)?.[1] ?? null;
}

/** The official number, where it is about one: "receipt:0199…:17". */
export function numberOf(found: MoneyCase): { book: string; number: number } | null {
  const [, book, number] = /^receipt:([^:]+):(\d+)$/.exec(found.case_key) ?? [];
  return book === undefined || number === undefined ? null : { book, number: Number(number) };
}
