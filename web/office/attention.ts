/** What needs a person, worst first: read off the board, the routes and the plan. No clock but the server's. */

import type { OpenException } from "./cases/service";
import { clock, day, moment } from "./format";
import type { AgreementAlarm, Board, Carrier, LabelStock, MapRoute } from "./service";
import type { Word } from "./words";

export interface Case {
  word: Word;
  gaps: Record<string, string | number>;
  /** Whom it is about, where it is about one carrier. */
  carrier?: string;
  /** Where on the page its particulars stand. */
  place?: string;
  /** The page that deals with it. */
  href?: string;
  /** The pause it tells of, which may be ended before time. */
  pause?: string;
}

/** What changes slowly: numbers running low, agreements that end or are not used. */
export interface Slow {
  stocks: LabelStock[];
  agreements: AgreementAlarm[];
  /** What waits for a decision, disputes too. */
  exceptions: OpenException[];
}

const AGREEMENTS: Record<AgreementAlarm["kind"], Word> = {
  inherited: "seeInherited",
  ending: "seeEnding",
  lapsed: "seeLapsed",
  idle: "seeIdle",
};

export function casesOf(board: Board, slow: Slow = { stocks: [], agreements: [], exceptions: [] }): Case[] {
  const about = (carrier: Carrier, word: Word, gaps: Case["gaps"] = {}): Case => ({
    word,
    gaps: { name: carrier.name, ...gaps },
    carrier: carrier.carrier_id,
  });
  const { disputed, failed, not_collected } = board.counts;
  const incidents = slow.exceptions.filter((one) => one.kind === "incident").length;
  const others = slow.exceptions.filter((one) => one.kind !== "incident" && one.kind !== "disputed").length;
  return [
    ...(disputed ? [{ word: "seeDisputes", gaps: { n: disputed }, href: "#cases" } as const] : []),
    ...(incidents ? [{ word: "seeIncidents", gaps: { n: incidents }, href: "#incidents" } as const] : []),
    ...(others ? [{ word: "seeCases", gaps: { n: others }, href: "#cases" } as const] : []),
    ...board.carriers
      .filter((carrier) => isSilent(carrier))
      .map((carrier) =>
        carrier.heard_at
          ? about(carrier, "seeSilent", { at: clock(carrier.heard_at) })
          : about(carrier, "seeNeverHeard"),
      ),
    ...board.carriers
      .filter((carrier) => carrier.unsent > 0)
      .map((carrier) => about(carrier, "seeUnsent", { n: carrier.unsent, at: since(carrier) })),
    ...(failed ? [{ word: "seeFailed", gaps: { n: failed }, place: "failed" } as const] : []),
    ...(not_collected
      ? [{ word: "seeNotCollected", gaps: { n: not_collected }, place: "not-collected" } as const]
      : []),
    ...board.carriers.filter((carrier) => carrier.is_over_limit).map((carrier) => about(carrier, "seeLimit")),
    ...board.pauses.map((pause) => ({
      word: (Date.parse(pause.starts_at) <= Date.parse(board.at) ? "seePaused" : "seePausedLater") as Word,
      gaps: {
        name: pause.name,
        from: clock(pause.starts_at),
        until: untilOf(pause.ends_at, board.at),
        note: pause.note === null ? "" : ` (${pause.note})`,
      },
      pause: pause.pause_id,
    })),
    ...board.holdings
      .filter((holding) => holding.past_return > 0)
      .map((holding) => ({
        word: "seePastReturn" as const,
        gaps: { name: holding.name, n: holding.past_return },
      })),
    ...slow.stocks
      .filter((stock) => stock.is_low)
      .map((stock) => ({ word: "seeLowStock" as const, gaps: { name: stock.name, n: stock.s10_left } })),
    ...alarmsByKind(slow.agreements),
  ];
}

/** One line a kind: eighteen agreements inherited in one night are one matter, not eighteen. */
function alarmsByKind(alarms: AgreementAlarm[]): Case[] {
  return (["lapsed", "ending", "inherited", "idle"] as const).flatMap((kind) => {
    const [first, ...others] = alarms.filter((alarm) => alarm.kind === kind);
    if (first === undefined) return [];
    const more = others.length ? ` +${others.length}` : "";
    const until = first.valid_to === null ? "" : day(first.valid_to);
    return [{ word: AGREEMENTS[kind], gaps: { name: `${first.desk_name}${more}`, until, n: first.days } }];
  });
}

/** The hour alone where it ends on the same day. */
function untilOf(endsAt: string, at: string): string {
  const isToday = moment(endsAt).split(" ")[0] === moment(at).split(" ")[0];
  return isToday ? clock(endsAt) : moment(endsAt);
}

/** Not heard of while stops of his are overdue, as the server judges it; what his phone keeps back is a case of its own. */
export function isSilent(carrier: Carrier): boolean {
  return carrier.is_silent === true && carrier.unsent === 0;
}

export function routeOf(carrier: Carrier, routes: MapRoute[]): MapRoute | null {
  return routes.find((route) => route.carrier_id === carrier.carrier_id) ?? null;
}

function since(carrier: Carrier): string {
  return carrier.oldest_unsent_at === null ? "" : clock(carrier.oldest_unsent_at);
}
