import { expect, test } from "vitest";
import { casesOf } from "./attention";
import type { AgreementAlarm, Board, Carrier } from "./service";
import { say } from "./words";

const AT = "2026-11-23T02:30:00Z";

const minh: Carrier = {
  carrier_id: "minh",
  name: "Nguyễn Văn Minh",
  colour: 1,
  stops: 7,
  stops_done: 2,
  stops_failed: 0,
  items_held: 3,
  position: null,
  in_hand_vnd: 0,
  is_over_limit: false,
  unsent: 0,
  oldest_unsent_at: null,
  last_sync_at: "2026-11-23T00:15:00Z",
};
const silent: Carrier = { ...minh, is_silent: true, heard_at: "2026-11-23T00:15:00Z" };

test("a carrier whom the server calls silent is named, with the time he was last heard", () => {
  expect(words(boardWith(silent))).toEqual(["Nguyễn Văn Minh: máy chưa báo về từ 07:15"]);
  expect(words(boardWith({ ...silent, heard_at: null }))).toEqual([
    "Nguyễn Văn Minh: máy chưa báo về lần nào",
  ]);
  expect(words(boardWith(minh))).toEqual([]);
});

test("a phone that keeps acts back is told by them, not by its silence", () => {
  const keeping = { ...silent, unsent: 4, oldest_unsent_at: "2026-11-23T01:00:00Z" };
  expect(words(boardWith(keeping))).toEqual(["Nguyễn Văn Minh: 4 lượt còn nằm trong máy từ 08:00"]);
});

test("disputes come first, and a quiet day has no case", () => {
  const board = boardWith({ ...minh, last_sync_at: AT, is_over_limit: true });
  expect(casesOf(board).map((one) => one.word)).toEqual(["seeLimit"]);
  const disputed = { ...board, counts: { ...board.counts, disputed: 1, failed: 2 } };
  expect(casesOf(disputed).map((one) => one.word)).toEqual(["seeDisputes", "seeFailed", "seeLimit"]);
  const unfetched = { ...board, counts: { ...board.counts, not_collected: 3 } };
  expect(casesOf(unfetched)[0]).toEqual({
    word: "seeNotCollected",
    gaps: { n: 3 },
    place: "not-collected",
  });
  expect(casesOf(boardWith({ ...minh, last_sync_at: AT }))).toEqual([]);
});

test("a pause says until when, of today by the hour alone", () => {
  const pause = {
    pause_id: "pause",
    office_id: "desk",
    name: "Một cửa",
    reason: "POWER" as const,
    note: "mất điện",
  };
  const board = { ...boardWith({ ...minh, last_sync_at: AT }), pauses: [] as Board["pauses"] };
  board.pauses = [{ ...pause, starts_at: "2026-11-23T02:00:00Z", ends_at: "2026-11-23T08:30:00Z" }];
  expect(words(board)).toEqual(["Một cửa: tạm ngừng nhận đến 15:30 (mất điện)"]);
  expect(casesOf(board)[0]?.pause).toBe("pause");
  board.pauses = [
    { ...pause, note: null, starts_at: "2026-11-23T07:00:00Z", ends_at: "2026-11-24T01:00:00Z" },
  ];
  expect(words(board)).toEqual(["Một cửa: sẽ tạm ngừng nhận 14:00–24/11 08:00"]);
});

test("eighteen agreements inherited are one matter, and numbers running low another", () => {
  const alarm = (desk_name: string): AgreementAlarm => ({
    kind: "inherited",
    agreement_id: desk_name,
    desk_id: desk_name,
    desk_name,
    post_office_id: "office",
    post_office_name: "Bưu điện",
    number: null,
    valid_from: "2025-07-01",
    valid_to: null,
    days: 0,
    inherited_from: [],
  });
  const slow = {
    agreements: [alarm("Một cửa A"), alarm("Một cửa B")],
    stocks: [{ office_id: "office", name: "Bưu điện", s10_left: 12, is_low: true, on_rolls: 0 }],
    exceptions: [],
  };
  const told = casesOf(boardWith({ ...minh, last_sync_at: AT }), slow);
  expect(told.map(({ word, gaps }) => say("vi", word, gaps))).toEqual([
    "Bưu điện: chỉ còn 12 số hiệu bưu gửi, xin dải số mới",
    "Một cửa A +1: thỏa thuận kế thừa, cần ký lại",
  ]);
});

test("incidents and other matters lead to their pages, a dispute is counted by the board alone", () => {
  const found = (kind: string) => ({
    exception_id: kind,
    kind,
    event_id: null,
    item_id: null,
    code: null,
    facts: {},
    opened_at: AT,
    missing_files: 0,
    people: {},
  });
  const slow = {
    agreements: [],
    stocks: [],
    exceptions: ["disputed", "incident", "refused_item"].map(found),
  };
  expect(casesOf(boardWith(minh), slow).map(({ word, gaps, href }) => [say("vi", word, gaps), href])).toEqual(
    [
      ["1 sự cố đang mở", "#incidents"],
      ["1 hồ sơ có vấn đề, cần quyết định", "#cases"],
    ],
  );
});

function words(board: Board): string[] {
  return casesOf(board).map(({ word, gaps }) => say("vi", word, gaps));
}

function boardWith(carrier: Carrier): Board {
  return {
    office_id: "office",
    office_name: "Bưu điện xã Gia Lâm",
    at: AT,
    on_date: "2026-11-23",
    plan: null,
    counts: {
      waiting: 0,
      assigned: 0,
      with_carriers: 3,
      delivered: 0,
      failed: 0,
      at_counter: 0,
      disputed: 0,
    },
    awaiting_result: 0,
    failures: [],
    holdings: [],
    pauses: [],
    carriers: [carrier],
  };
}
