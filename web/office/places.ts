/** The office's pages, by what stands after # in the address. */

import type { Word } from "./words";

export const VIEWS = [
  { view: "day", word: "viewDay" },
  { view: "plan", word: "viewPlan" },
  { view: "cases", word: "viewCases" },
  { view: "incidents", word: "viewIncidents" },
  { view: "evening", word: "viewEvening" },
  { view: "money", word: "viewMoney" },
  { view: "search", word: "viewSearch" },
  { view: "settings", word: "viewSettings" },
] as const satisfies { view: string; word: Word }[];

export type View = (typeof VIEWS)[number]["view"] | "item";
export interface Place {
  view: View;
  /** The item's, on its own page; of other pages the part gone to, "" for the top. */
  code: string;
}

/** "#item/7K3M2QXA9D0R", "#money", "#money/books"; the day where it names no page. */
export function placeOf(hash: string): Place {
  const [name = "", code = ""] = hash.replace(/^#/, "").split("/");
  if (name === "item" && code) return { view: "item", code: decoded(code) };
  const known = VIEWS.find(({ view }) => view === name);
  return { view: known?.view ?? "day", code: known ? code : "" };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
