/** Everything at an office that waits for a person, in one list: disputes first, then the oldest. */

import type { CountShown } from "../evening/service";
import type { MoneyCase } from "../money/service";
import { wordOf, type Word } from "../words";
import type { OpenException } from "./service";

export const GROUPS = [
  "dispute",
  "incident",
  "refusal",
  "count",
  "money",
  "finding",
  "evidence",
  "unreadable",
] as const;
export type Group = (typeof GROUPS)[number];

export interface Line {
  key: string;
  group: Group;
  word: Word;
  since: string;
  /** Of the item, where it is about one. */
  code: string | null;
  /** Whom it is about. */
  name: string | null;
  missingFiles: number;
  /** Where it is dealt with, and the words of that link. */
  href: string | null;
  to: Word;
  /** What a desk refused: decided in the list itself. */
  refusal: string | null;
}

const GROUP_OF: Record<string, Group> = {
  disputed: "dispute",
  incident: "incident",
  refused_item: "refusal",
  count_differs: "count",
  money: "money",
  evidence_only: "evidence",
  late_evidence: "evidence",
  unknown_item: "unreadable",
  unknown_kind: "unreadable",
  equivocation: "unreadable",
  bad_signature: "unreadable",
  chain_broken: "unreadable",
  unmatched: "unreadable",
  receipt_ahead: "unreadable",
};

export const GROUP_WORDS: Record<Group, Word> = {
  dispute: "groupDispute",
  incident: "groupIncident",
  refusal: "groupRefusal",
  count: "groupCount",
  money: "groupMoney",
  finding: "groupFinding",
  evidence: "groupEvidence",
  unreadable: "groupUnreadable",
};

export function linesOf(
  exceptions: OpenException[],
  counts: CountShown[],
  money: MoneyCase[],
  /** Of holders of money, by party. */
  names: Map<string, string> = new Map(),
): Line[] {
  const lines = [
    ...exceptions.map(ofException),
    ...counts.filter((count) => count.is_open).map(ofCount),
    ...money.map((found) => ofMoney(found, names)),
  ];
  return lines.sort(
    (one, other) =>
      Number(other.group === "dispute") - Number(one.group === "dispute") ||
      Number(other.group === "incident") - Number(one.group === "incident") ||
      Date.parse(one.since) - Date.parse(other.since),
  );
}

function ofException(found: OpenException): Line {
  const group = GROUP_OF[found.kind] ?? "finding";
  return {
    key: found.exception_id,
    group,
    word: wordOf("case_", found.kind, "case_other"),
    since: found.opened_at,
    code: found.code,
    name: Object.values(found.people ?? {}).join(", ") || null,
    missingFiles: found.missing_files,
    ...leadOf(found, group),
    refusal: group === "refusal" ? found.exception_id : null,
  };
}

function leadOf(found: OpenException, group: Group): Pick<Line, "href" | "to"> {
  if (group === "dispute" && found.item_id !== null)
    return { href: `/office/disputes/${found.item_id}`, to: "caseDecide" };
  if (group === "incident") return { href: "#incidents", to: "caseSteps" };
  if (group === "money") return { href: "#money", to: "caseMoney" };
  return { href: found.code === null ? null : `#item/${found.code}`, to: "caseItem" };
}

function ofCount(count: CountShown): Line {
  return {
    key: `${count.count_event} ${count.number}`,
    group: "count",
    word: "case_count_differs",
    since: count.recorded_at,
    code: null,
    name: count.name,
    missingFiles: 0,
    href: "#evening",
    to: "caseCount",
    refusal: null,
  };
}

function ofMoney(found: MoneyCase, names: Map<string, string>): Line {
  return {
    key: `${found.case_key} ${found.kind}`,
    group: "money",
    word: wordOf("money_", found.kind, "money_other"),
    since: found.since,
    code: found.code,
    name: (found.holder_id && names.get(found.holder_id)) || null,
    missingFiles: 0,
    href: "#money",
    to: "caseMoney",
    refusal: null,
  };
}
