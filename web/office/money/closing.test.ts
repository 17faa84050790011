import { expect, test } from "vitest";
import { mayBe } from "./bank_lines";
import { eventOf, numberOf } from "./case_keys";
import { stepsToClose } from "./closing";
import type {
  Balance,
  Book,
  HandIn,
  Ledger,
  MoneyCase,
  OpenClaim,
  OpenLine,
  Remittance,
  Till,
} from "./service";

const balance = (inHand: number) => ({ in_hand_vnd: inHand }) as Balance;
const till = (opened: string | null, counted: number | null) =>
  ({ opened_at: opened, counted_vnd: counted }) as Till;
const handIn = (counted: number | null, isTakenBack = false) =>
  ({ counted_vnd: counted, is_taken_back: isTakenBack }) as HandIn;
const book = (kind: Book["kind"], waiting: number) => ({ kind, waiting }) as Book;
const about = (case_key: string) => ({ case_key }) as MoneyCase;

test("a day without money is done", () => {
  expect(stepsToClose([], [], [], [], [], []).every((step) => step.isDone)).toBe(true);
});

test("what is left names how many and how much", () => {
  const steps = stepsToClose(
    [balance(0), balance(26_000), balance(50_000)],
    [{ kind: "safe", balance_vnd: 40_000 } as Ledger],
    [about("item:1")],
    [till("2026-11-23T01:00:00Z", null), till("2026-11-23T01:00:00Z", 0), till(null, null)],
    [handIn(null), handIn(10_000), handIn(null, true)],
    [book("bien_lai", 3), book("bien_lai", 3), book("hoa_don", 1)],
  );
  expect(steps.filter((step) => !step.isDone).map((step) => [step.part, step.n, step.amount_vnd])).toEqual([
    ["tills", 1, 0],
    ["ledgers", 2, 76_000],
    ["hand-ins", 1, 0],
    ["remittances", 1, 40_000],
    ["books", 4, 0],
    ["money-cases", 1, 0],
  ]);
});

test("a line of the bank's may be a transfer of its amount or the remittance that lacks nearest to it", () => {
  const line = { amount_vnd: 100, claims: ["named"] } as OpenLine;
  const claims = [
    { event_id: "named", amount_vnd: 70 },
    { event_id: "same", amount_vnd: 100 },
    { event_id: "other", amount_vnd: 99 },
  ] as OpenClaim[];
  const remittance = (id: string, amount: number, credited: number, reversed: string | null = null) =>
    ({ remittance_id: id, amount_vnd: amount, credited_vnd: credited, reversed_at: reversed }) as Remittance;
  const found = mayBe(line, claims, [
    remittance("whole", 500, 0),
    remittance("rest", 300, 200),
    remittance("full", 100, 100),
    remittance("reversed", 100, 0, "2026-11-23T01:00:00Z"),
  ]);
  expect(found.claims.map((one) => one.event_id)).toEqual(["named", "same"]);
  expect(found.remittances.map((one) => one.remittance_id)).toEqual(["rest", "whole"]);
});

test("a case's key names its act or its official number", () => {
  expect(eventOf(about("event:0199"))).toBe("0199");
  expect(eventOf(about("item:0199"))).toBeNull();
  expect(numberOf(about("receipt:0199:17"))).toEqual({ book: "0199", number: 17 });
  expect(numberOf(about("receipt:0199"))).toBeNull();
});
