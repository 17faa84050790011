/** What the page of the day's end asks of the server. */

import { ask, type Schemas } from "../service";

export type CountShown = Schemas["CountShown"];
export type EndOfDay = Schemas["EndOfDay"];

export const fetchCounts = (office: string, onDate: string) =>
  ask<EndOfDay>("GET", `/counts?office_id=${office}&on_date=${onDate}`);
export const settleCount = (count: string, number: number, note: string) =>
  ask<void>("POST", `/counts/${count}/settlement`, { number, note });
