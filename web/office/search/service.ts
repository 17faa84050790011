/** What the search asks of the server. */

import { ask, type Schemas } from "../service";

export type AddressAnswer = Schemas["AddressAnswer"];

export const readAddress = (office: string, text: string) =>
  ask<AddressAnswer>("GET", `/addresses?office_id=${office}&text=${encodeURIComponent(text)}`);
