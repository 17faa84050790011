/** What a line of the bank's may be. Pure. */

import type { OpenClaim, OpenLine, Remittance } from "./service";

/** Transfers: the server's guesses, and any of exactly its amount. Remittances: those that lack at least as much. */
export function mayBe(
  line: OpenLine,
  claims: OpenClaim[],
  remittances: Remittance[],
): { claims: OpenClaim[]; remittances: Remittance[] } {
  const lacks = (one: Remittance) => one.amount_vnd - one.credited_vnd;
  return {
    claims: claims.filter(
      (claim) => line.claims.includes(claim.event_id) || claim.amount_vnd === line.amount_vnd,
    ),
    remittances: remittances
      .filter((one) => one.reversed_at === null && lacks(one) >= line.amount_vnd)
      .sort((one, other) => lacks(one) - lacks(other)),
  };
}
