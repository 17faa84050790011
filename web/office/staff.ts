/** Who works at the office, for names and for who carries what. */

import { ask, type Board, type Schemas } from "./service";

export type StaffMember = Schemas["StaffMember"];

/** Empty for who is not its head. */
export const fetchStaff = (office: string) => ask<StaffMember[]>("GET", `/staff?office_id=${office}`);

/** The names of holders of items and cash, by party; the office's own under its id. */
export function namesOf(
  office: string,
  officeName: string,
  board: Board,
  staff: StaffMember[],
): Map<string, string> {
  return new Map([
    ...board.holdings.map((one): [string, string] => [one.holder_id, one.name]),
    ...staff
      .filter((one) => one.carrier_party_id !== null)
      .map((one): [string, string] => [one.carrier_party_id!, one.full_name]),
    ...board.carriers.map((one): [string, string] => [one.carrier_id, one.name]),
    [office, officeName],
  ]);
}
