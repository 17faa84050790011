import { expect, test } from "vitest";
import { clock, day, money } from "./format";
import { say } from "./words";

test("money is grouped by dots and ends in đ", () => {
  expect([0, 999, 26000, 1234567].map(money)).toEqual(["0 đ", "999 đ", "26.000 đ", "1.234.567 đ"]);
});

test("an instant is shown in Vietnam's time", () => {
  expect(clock("2026-11-23T07:05:00Z")).toBe("14:05");
  expect(clock("2026-11-22T17:30:00Z")).toBe("00:30");
});

test("a day is written day first", () => {
  expect(day("2026-11-23")).toBe("23/11/2026");
});

test("a sentence's gaps are filled, in both languages", () => {
  expect(say("vi", "stops", { done: 3, all: 9 })).toBe("3/9 điểm");
  expect(say("en", "stops", { done: 3, all: 9 })).toBe("3/9 stops");
});
