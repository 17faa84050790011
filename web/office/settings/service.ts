/** What the page of an office's own rules asks of the server. */

import { ask, type Schemas } from "../service";

export type ClocksKept = Schemas["ClocksKept"];
export type ClocksOrder = Schemas["ClocksOrder"];
export type SettleDaysKept = Schemas["SettleDaysKept"];

export const fetchClocks = (office: string) => ask<ClocksKept>("GET", `/incident-clocks/${office}`);
export const setClocks = (office: string, order: ClocksOrder) =>
  ask<void>("PUT", `/incident-clocks/${office}`, order);
export const fetchSettleDays = (office: string) => ask<SettleDaysKept>("GET", `/settle-days/${office}`);
export const setSettleDays = (office: string, days: number, validFrom: string) =>
  ask<void>("PUT", `/settle-days/${office}`, { days, valid_from: validFrom });
export const setCashLimit = (office: string, holder: string, limit: number) =>
  ask<void>("PUT", `/cash-limits/${holder}`, { office_id: office, limit_vnd: limit });
