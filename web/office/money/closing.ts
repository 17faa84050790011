/** What is left to do before a day's money is done, in the order it is done. Pure. */

import type { Word } from "../words";
import type { Balance, Book, HandIn, Ledger, MoneyCase, Till } from "./service";

export interface ClosingStep {
  /** The heading of the page where it is done. */
  part: string;
  isDone: boolean;
  word: Word;
  n: number;
  amount_vnd: number;
}

export function stepsToClose(
  balances: Balance[],
  ledgers: Ledger[],
  cases: MoneyCase[],
  tills: Till[],
  handIns: HandIn[],
  books: Book[],
): ClosingStep[] {
  const openTills = tills.filter((till) => till.opened_at !== null && till.counted_vnd === null);
  const holding = balances.filter((one) => one.in_hand_vnd > 0);
  const uncounted = handIns.filter((one) => one.counted_vnd === null && !one.is_taken_back);
  const safe = ledgers.find((ledger) => ledger.kind === "safe")?.balance_vnd ?? 0;
  // Each book says what waits for a number of its kind.
  const waiting = sumOf([...new Map(books.map((book) => [book.kind, book.waiting])).values()]);
  return [
    step("tills", openTills.length, "closingTillsDone", "closingTills"),
    step(
      "ledgers",
      holding.length,
      "closingHoldersDone",
      "closingHolders",
      sumOf(holding.map((one) => one.in_hand_vnd)),
    ),
    step("hand-ins", uncounted.length, "closingHandInsDone", "closingHandIns"),
    step("remittances", safe > 0 ? 1 : 0, "closingSafeDone", "closingSafe", safe),
    step("books", waiting, "closingBooksDone", "closingBooks"),
    step("money-cases", cases.length, "closingCasesDone", "closingCases"),
  ];
}

function step(part: string, n: number, done: Word, open: Word, amount_vnd = 0): ClosingStep {
  return { part, isDone: n === 0, word: n === 0 ? done : open, n, amount_vnd };
}

function sumOf(amounts: number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
