/** Money, times and days as people here write them. Times are Vietnam's, wherever the computer thinks it is. */

const ZONE = "Asia/Ho_Chi_Minh";
const time = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });

/** 26000 → "26.000 đ" */
export function money(vnd: number): string {
  return `${String(vnd).replace(/\B(?=(\d{3})+(?!\d))/g, ".")} đ`;
}

/** "2026-11-23T07:05:00Z" → "14:05" */
export function clock(instant: string): string {
  return time.format(new Date(instant));
}

/** "2026-11-23" → "23/11/2026" */
export function day(isoDay: string): string {
  return isoDay.split("-").reverse().join("/");
}
