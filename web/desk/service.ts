/** What the desk's face asks of the server. */

import { ask, type Schemas, type Session } from "../office/service";

export type Envelope = Schemas["SealedEnvelope"];
export type ListImported = Schemas["ListImported"];
export type OfficeDay = Schemas["OfficeDay"];
export type PapersHome = Schemas["PapersHome"];
export type PauseInput = Schemas["PauseInput"];
export type HandoverRecord = Schemas["HandoverRecord"];

const API = "/api/v1/desk";
const askDesk = <Answer>(method: string, path: string, body?: unknown) =>
  ask<Answer>(method, path, body, API);

export const fetchSession = () => askDesk<Session>("GET", "/session");
export const openSession = (username: string, password: string) =>
  askDesk<Session>("POST", "/session", { username, password });
export const closeSession = () => askDesk<void>("DELETE", "/session");
export const fetchPapers = (desk: string) => askDesk<PapersHome[]>("GET", `/papers-home?desk_id=${desk}`);
export const labelPapers = (job: string, code: string) =>
  askDesk<void>("POST", `/papers/${job}/label`, { code });
export const fetchEnvelopes = (desk: string) => askDesk<Envelope[]>("GET", `/envelopes?desk_id=${desk}`);
export const fetchRecord = (code: string) =>
  askDesk<HandoverRecord>("GET", `/items/${encodeURIComponent(code)}/handovers`);
export const fetchHours = (desk: string) => askDesk<OfficeDay>("GET", `/hours?office_id=${desk}`);
export const pauseDesk = (pause: PauseInput) => askDesk<Schemas["Pause"]>("POST", "/pause", pause);
export const endPause = (pause: string) => askDesk<Schemas["Pause"]>("POST", `/pause/${pause}/end`);
export const mendAddress = (list: string) => `${API}/lists/${list}/rejected`;

export function sendList(desk: string, file: File): Promise<ListImported> {
  const form = new FormData();
  form.set("desk_id", desk);
  form.set("file", file);
  return askDesk<ListImported>("POST", "/lists", form);
}
