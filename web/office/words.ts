/** The office's words, Vietnamese first; a door for each view in `words/`, no text in components. */

import * as cases from "./words/cases";
import * as day from "./words/day";
import * as evening from "./words/evening";
import * as incidents from "./words/incidents";
import * as job from "./words/job";
import * as map from "./words/map";
import * as money from "./words/money";
import * as page from "./words/page";
import * as pause from "./words/pause";
import * as plan from "./words/plan";
import * as record from "./words/record";
import * as search from "./words/search";
import * as settings from "./words/settings";
import * as unserved from "./words/unserved";

export type Language = "vi" | "en";

const vi = {
  ...page.vi,
  ...day.vi,
  ...map.vi,
  ...plan.vi,
  ...unserved.vi,
  ...pause.vi,
  ...job.vi,
  ...record.vi,
  ...search.vi,
  ...settings.vi,
  ...cases.vi,
  ...incidents.vi,
  ...evening.vi,
  ...money.vi,
};
const en: typeof vi = {
  ...page.en,
  ...day.en,
  ...map.en,
  ...plan.en,
  ...unserved.en,
  ...pause.en,
  ...job.en,
  ...record.en,
  ...search.en,
  ...settings.en,
  ...cases.en,
  ...incidents.en,
  ...evening.en,
  ...money.en,
};

export type Word = keyof typeof vi;
const catalogues: Record<Language, typeof vi> = { vi, en };

/** The sentence with its gaps filled; "{n|route|routes}" is the number with the word that fits it. */
export function say(language: Language, word: Word, gaps: Record<string, string | number> = {}): string {
  return filled(catalogues[language][word], gaps);
}

export function filled(sentence: string, gaps: Record<string, string | number>): string {
  const fill = (_: string, name: string, one?: string, many?: string) => {
    const value = String(gaps[name] ?? "");
    return one === undefined ? value : `${value} ${value === "1" ? one : many}`;
  };
  return sentence.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, fill);
}

/** The word of a code the server sends, such as a case's kind; `other` where this page is older than the server. */
export function wordOf(prefix: string, code: string, other: Word): Word {
  const word = `${prefix}${code}`;
  return word in vi ? (word as Word) : other;
}
