import { expect, test } from "vitest";
import type { CountShown } from "../evening/service";
import type { MoneyCase } from "../money/service";
import { say } from "../words";
import { linesOf } from "./lines";
import type { OpenException } from "./service";

const found = (kind: string, more: Partial<OpenException> = {}): OpenException => ({
  exception_id: kind,
  kind,
  event_id: null,
  item_id: "item",
  code: "7K3M2QXA9D0R",
  facts: {},
  opened_at: "2026-11-23T02:00:00Z",
  missing_files: 0,
  people: {},
  ...more,
});
const count: CountShown = {
  count_event: "count",
  number: 1,
  party_id: "lan",
  name: "Bùi Thị Lan",
  happened_at: "2026-11-23T10:00:00Z",
  recorded_at: "2026-11-23T10:00:00Z",
  confirmed_by: null,
  confirmed_at: null,
  missing: ["7K3M2QXA9D0R"],
  extra: [],
  office_missing: [],
  office_extra: [],
  is_open: true,
  note: null,
  settled_by: null,
  is_trusted: true,
  missing_files: 0,
};
const over: MoneyCase = {
  case_key: "item:1",
  kind: "over",
  office_id: "office",
  holder_id: "lan",
  code: "7K3M2QXA9D0R",
  taken_vnd: 30_000,
  expected_vnd: 26_000,
  since: "2026-11-23T01:00:00Z",
};

test("disputes stand first, then incidents, then the oldest", () => {
  const lines = linesOf([found("missing_proof"), found("incident"), found("disputed")], [count], [over]);
  expect(lines.map((line) => line.group)).toEqual(["dispute", "incident", "money", "finding", "count"]);
});

test("each leads to the page that deals with it", () => {
  const lines = linesOf([found("disputed"), found("incident"), found("bad_signature")], [count], [over]);
  expect(lines.map((line) => line.href)).toEqual([
    "/office/disputes/item",
    "#incidents",
    "#money",
    "#item/7K3M2QXA9D0R",
    "#evening",
  ]);
});

test("whose money it is about is said by name", () => {
  expect(linesOf([], [], [over], new Map([["lan", "Bùi Thị Lan"]])).map((line) => line.name)).toEqual([
    "Bùi Thị Lan",
  ]);
});

test("a count that agrees, or was explained, is no matter", () => {
  expect(linesOf([], [{ ...count, is_open: false }], [])).toEqual([]);
});

test("a kind this page does not know yet is said as another matter", () => {
  expect(linesOf([found("of_a_newer_server")], [], []).map((line) => say("vi", line.word))).toEqual([
    "Việc khác cần người xem",
  ]);
});
