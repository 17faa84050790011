/** What an item's own page asks of the server. */

import { ask, type Schemas } from "../service";

export type HandoverRecord = Schemas["HandoverRecord"];
export type HandoverAct = Schemas["HandoverAct"];
export type OriginalAway = Schemas["OriginalAway"];

export const fetchRecord = (code: string) =>
  ask<HandoverRecord>("GET", `/items/${encodeURIComponent(code)}/handovers`);
export const fetchOriginals = (dossier: string) =>
  ask<OriginalAway[]>("GET", `/dossiers/${dossier}/originals`);
/** For `courier verify`, by whoever doubts. */
export const evidenceAddress = (item: string) => `/api/v1/office/evidence/custody?item_id=${item}`;
