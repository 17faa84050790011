/** What the list of problem dossiers asks of the server. */

import { ask, type Schemas } from "../service";

export type OpenException = Schemas["OpenException"];
export type Finding = Schemas["FindingSeen"];
export type OtherHands = Schemas["InOtherHands"];
export type TwoRoles = Schemas["TwoRoles"];
export type RefusalOrder = Schemas["RefusalOrder"];

export const fetchExceptions = (office: string) =>
  ask<OpenException[]>("GET", `/exceptions?office_id=${office}`);
export const fetchFindings = (office: string) => ask<Finding[]>("GET", `/findings?office_id=${office}`);
export const fetchOtherHands = (office: string) =>
  ask<OtherHands[]>("GET", `/other-hands?office_id=${office}`);
export const fetchTwoRoles = (office: string) => ask<TwoRoles[]>("GET", `/two-roles?office_id=${office}`);
export const decideRefusal = (exception: string, order: RefusalOrder) =>
  ask<unknown>("POST", `/cases/${exception}/refusal`, order);
