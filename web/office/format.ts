/** Money, times and days as people here write them. Times are Vietnam's, wherever the computer thinks it is. */

import type { Language } from "./words";

const ZONE = "Asia/Ho_Chi_Minh";
const dated = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, day: "2-digit", month: "2-digit" });
const time = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });

/** 26000 → "26.000 đ" */
export function money(vnd: number): string {
  return `${String(vnd).replace(/\B(?=(\d{3})+(?!\d))/g, ".")} đ`;
}

/** "2026-11-23T07:05:00Z" → "14:05" */
export function clock(instant: string): string {
  return time.format(new Date(instant));
}

/** "2026-11-23T07:05:00Z" → "23/11 14:05" */
export function moment(instant: string): string {
  const parts = new Map(dated.formatToParts(new Date(instant)).map((part) => [part.type, part.value]));
  return `${parts.get("day")}/${parts.get("month")} ${clock(instant)}`;
}

/** 42300 → "42,3 km"; in English "42.3 km" */
export function kilometres(metres: number, language: Language): string {
  return `${decimal(metres / 1000, language)} km`;
}

/** One digit after the comma, or the point. */
export function decimal(value: number, language: Language): string {
  const written = value.toFixed(1);
  return language === "vi" ? written.replace(".", ",") : written;
}

/** How long ago by the server's time, as people say it: "22 phút", "1 giờ 22 phút", "9 giờ", "1 ngày 6 giờ", "3 ngày". */
export function age(since: string, at: string, language: Language): string {
  return lasting(Math.max(0, Math.floor((Date.parse(at) - Date.parse(since)) / 60_000)), language);
}

/** Minutes in the two largest units that tell something. */
export function lasting(minutes: number, language: Language): string {
  const [minute, hour, day] = language === "vi" ? ["phút", "giờ", "ngày"] : ["min", "h", "d"];
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (hours === 0) return `${minutes} ${minute}`;
  if (hours < 6) return minutes % 60 ? `${hours} ${hour} ${minutes % 60} ${minute}` : `${hours} ${hour}`;
  if (days === 0) return `${hours} ${hour}`;
  return days < 2 && hours % 24 ? `${days} ${day} ${hours % 24} ${hour}` : `${days} ${day}`;
}

/** "RR1234567890" stays as it is; a tracking code → "7K3M-2QXA-9D0R" */
export function code(symbols: string): string {
  return symbols.length === 12 ? symbols.replace(/(.{4})(?=.)/g, "$1-") : symbols;
}

/** "2026-11-23" → "23/11/2026" */
export function day(isoDay: string): string {
  return isoDay.split("-").reverse().join("/");
}

/** "23/11/2026", "23-11-26" or "23.11.2026" → "2026-11-23"; null where that is no day. */
export function parseDay(typed: string): string | null {
  const found = /^\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})\s*$/.exec(typed);
  if (found === null) return null;
  const [, date, month, year] = found as unknown as [string, string, string, string];
  const iso = `${year.padStart(4, "20")}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
  return isoOf(Date.parse(`${iso}T00:00:00Z`)) === iso ? iso : null;
}

/** The day so many days later. */
export function laterBy(isoDay: string, days: number): string {
  return isoOf(Date.parse(`${isoDay}T00:00:00Z`) + days * 86_400_000);
}

function isoOf(instant: number): string {
  return Number.isNaN(instant) ? "" : new Date(instant).toISOString().slice(0, 10);
}

/** "+84912345678" → "0912 345 678"; what is none of ours stays as it is. */
export function phone(e164: string): string {
  const national = e164.replace(/^\+84/, "0");
  return /^0\d{9}$/.test(national) ? national.replace(/^(\d{4})(\d{3})(\d{3})$/, "$1 $2 $3") : national;
}

/** "16:30", "16h30", "16h" or "1630" → "16:30"; null where that is no time of a day. */
export function parseClock(typed: string): string | null {
  const found = /^\s*(\d{1,2})\s*(?:[:hg.]\s*(\d{2})?|(\d{2}))?\s*$/i.exec(typed);
  if (found === null) return null;
  const [hour, minute] = [Number(found[1]), Number(found[2] ?? found[3] ?? 0)];
  return hour < 24 && minute < 60
    ? `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`
    : null;
}

/** A time of a day in Vietnam as an instant. */
export function instantOf(isoDay: string, time: string): string {
  return new Date(`${isoDay}T${time}:00+07:00`).toISOString();
}

/** "7k3m-2qxa 9d0r" → "7K3M2QXA9D0R", as the server names items; what is no code it will say. */
export function plainCode(typed: string): string {
  return typed.replace(/[\s\-.]/g, "").toUpperCase();
}

/** "0042", "1.000" → 42, 1000; null where that is no whole number. */
export function parseNumber(typed: string): number | null {
  const plain = typed.replace(/[\s.]/g, "");
  return /^\d{1,12}$/.test(plain) ? Number(plain) : null;
}

/** "26.000 đ", "26000" → 26000; null where that is no whole number of đồng above 0. */
export function parseMoney(typed: string): number | null {
  const plain = typed.replace(/[\s.,đ₫]/gi, "");
  return /^[1-9]\d{0,11}$/.test(plain) ? Number(plain) : null;
}
