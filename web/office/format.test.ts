import { expect, test } from "vitest";
import {
  age,
  clock,
  day,
  instantOf,
  kilometres,
  laterBy,
  money,
  parseClock,
  parseDay,
  parseMoney,
  phone,
  plainCode,
} from "./format";
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

test("an English number chooses its word", () => {
  expect(say("en", "routesOf", { n: 1 })).toBe("1 route");
  expect(say("en", "routesOf", { n: 2 })).toBe("2 routes");
  expect(say("vi", "routesOf", { n: 1 })).toBe("1 tuyến");
});

test("how long ago is told as people tell it", () => {
  const since = (minutes: number) =>
    age("2026-11-23T00:00:00Z", new Date(Date.UTC(2026, 10, 23, 0, minutes)).toISOString(), "vi");
  expect([0, 59, 60, 82, 540, 1800, 4320].map(since)).toEqual([
    "0 phút",
    "59 phút",
    "1 giờ",
    "1 giờ 22 phút",
    "9 giờ",
    "1 ngày 6 giờ",
    "3 ngày",
  ]);
});

test("kilometres have a comma in Vietnamese and a point in English", () => {
  expect(kilometres(42_300, "vi")).toBe("42,3 km");
  expect(kilometres(42_300, "en")).toBe("42.3 km");
});

test("a day is read day first, and no day is refused", () => {
  expect(["23/11/2026", "3/1/26", " 23.11.2026 "].map(parseDay)).toEqual([
    "2026-11-23",
    "2026-01-03",
    "2026-11-23",
  ]);
  expect(["30/02/2026", "11/23/2026", "hôm nay", ""].map(parseDay)).toEqual([null, null, null, null]);
  expect(laterBy("2026-11-30", 1)).toBe("2026-12-01");
});

test("a time is read as people write it", () => {
  expect(["16:30", "16h30", "9h", "0730", "24:00", "7:60", "x"].map(parseClock)).toEqual([
    "16:30",
    "16:30",
    "09:00",
    "07:30",
    null,
    null,
    null,
  ]);
  expect(instantOf("2026-11-23", "16:30")).toBe("2026-11-23T09:30:00.000Z");
});

test("a mobile number is grouped as it is read out", () => {
  expect(phone("+84912345678")).toBe("0912 345 678");
  expect(phone("+842438271234")).toBe("02438271234");
});

test("an amount is read as people write it, and only whole đồng above nothing", () => {
  expect([parseMoney("26.000 đ"), parseMoney("26000"), parseMoney(" 1,005,000 ")]).toEqual([
    26_000, 26_000, 1_005_000,
  ]);
  expect([parseMoney("0"), parseMoney("-5"), parseMoney("hai mươi"), parseMoney("")]).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test("a code is sent without its groups, in capitals", () => {
  expect(plainCode(" 7k3m-2qxa 9d0r ")).toBe("7K3M2QXA9D0R");
});
