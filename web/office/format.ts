/** Money, times and days as people here write them. Times are Vietnam's, wherever the computer thinks it is. */

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

/** 42300 → "42,3 km" */
export function kilometres(metres: number): string {
  return `${(metres / 1000).toFixed(1).replace(".", ",")} km`;
}

/** How long ago by the server's time, in the largest unit that still tells: "90 phút", "5 giờ", "3 ngày". */
export function age(since: string, at: string, minute: string, hour: string, day: string): string {
  const minutes = Math.max(0, Math.floor((Date.parse(at) - Date.parse(since)) / 60_000));
  if (minutes < 120) return `${minutes} ${minute}`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} ${hour}` : `${Math.floor(minutes / 1440)} ${day}`;
}

/** "RR1234567890" stays as it is; a tracking code → "7K3M-2QXA-9D0R" */
export function code(symbols: string): string {
  return symbols.length === 12 ? symbols.replace(/(.{4})(?=.)/g, "$1-") : symbols;
}

/** "2026-11-23" → "23/11/2026" */
export function day(isoDay: string): string {
  return isoDay.split("-").reverse().join("/");
}
