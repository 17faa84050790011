/** What the office's face asks of the server. */

import type { components, operations } from "../shared/api";

export type Schemas = components["schemas"];

export type Board = Schemas["Board"];
export type Carrier = Schemas["BoardCarrier"];
export type Counts = Schemas["BoardCounts"];
export type AgreementAlarm = Schemas["AgreementAlarm"];
export type ChangeOrder = Schemas["ChangeOrder"];
export type Effect = Schemas["AmendmentEffect"];
export type FailedVisit = Schemas["FailedVisit"];
/** By its route: two Structs of the server bear this name. */
export type HeldItem =
  operations["ApiV1OfficeHoldingsHolderIdShowHolding"]["responses"][200]["content"]["application/json"][number];
export type Holding = Schemas["Holding"];
export type IdleSpell = Schemas["IdleSpell"];
export type JobParticulars = Schemas["JobParticulars"];
export type LabelStock = Schemas["LabelStock"];
export type MapOffice = Schemas["MapOffice"];
export type MapRoute = Schemas["MapRoute"];
export type MapStop = Schemas["MapStop"];
export type Pause = Schemas["OfficePaused"];
export type Plan = Schemas["PlanView"];
export type PlanDifference = Schemas["PlanDifference"];
export type PlanRun = Schemas["PlanRun"];
export type PlanSummary = Schemas["PlanSummary"];
export type PlanRoute = Schemas["PlanRouteView"];
export type Session = Schemas["SessionView"];
export type Shift = Schemas["ShiftView"];
export type StopName = Schemas["StopName"];
export type PauseOrder = Schemas["PauseInput"];
export type UnservedJob = Schemas["UnservedJob"];
/** The description leaves the communes open; they are what their docstring says. */
export type Layers = Omit<Schemas["MapLayers"], "communes"> & { communes: GeoJSON.FeatureCollection };

/** A refusal in the server's own words (RFC 9457), already meant for people. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly detail: { vi: string; en: string },
    /** What was wrong in what was sent, each with how to mend it. */
    readonly fields: { field: string; vi: string; en: string }[] = [],
  ) {
    super(detail.en);
  }
}

type Problem = Record<"detail" | "title" | "detail_en" | "title_en", string> & {
  errors: Record<"field" | "detail" | "remedy" | "detail_en" | "remedy_en", string>[];
};

const API = "/api/v1/office";
const SESSION = "/session";
/** Told to the window when the server no longer knows who asks. */
export const EXPIRED = "courier-expired";
/** Longer than the slowest answer, shorter than a person's patience with a dead line. */
const PATIENCE_MS = 15_000;

export const fetchSession = () => ask<Session>("GET", SESSION);
export const openSession = (username: string, password: string) =>
  ask<Session>("POST", SESSION, { username, password });
export const closeSession = () => ask<void>("DELETE", SESSION);
export const fetchBoard = (office: string) => ask<Board>("GET", `/board?office_id=${office}`);
export const fetchLayers = (office: string) => ask<Layers>("GET", `/map?office_id=${office}`);
export const fetchPlan = (plan: string) => ask<Plan>("GET", `/plans/${plan}`);
export const fetchHeld = (office: string, holder: string) =>
  ask<HeldItem[]>("GET", `/holdings/${holder}?office_id=${office}`);
export const fetchLowStocks = () => ask<LabelStock[]>("GET", "/low-label-stocks");
export const fetchAlarms = () => ask<AgreementAlarm[]>("GET", "/agreements/alarms");
export const fetchVersions = (office: string, onDate: string) =>
  ask<PlanSummary[]>("GET", `/plans?office_id=${office}&on_date=${onDate}`);
export const fetchRuns = (office: string, onDate: string) =>
  ask<PlanRun[]>("GET", `/plan-runs?office_id=${office}&on_date=${onDate}`);
export const fetchShifts = (office: string, onDate: string) =>
  ask<Shift[]>("GET", `/shifts?office_id=${office}&on_date=${onDate}`);
export const fetchDifference = (before: string, after: string) =>
  ask<PlanDifference>("GET", `/plans/${before}/differences/${after}`);
export const orderRun = (office: string, onDate: string) =>
  ask<PlanRun>("POST", "/plan-runs", { office_id: office, on_date: onDate });
export const cancelRun = (run: string) => ask<PlanRun>("POST", `/plan-runs/${run}/cancel`);
export const publishPlan = (plan: string) => ask<PlanSummary>("POST", `/plans/${plan}/publish`);
export const previewChange = (plan: string, change: ChangeOrder) =>
  ask<Effect>("POST", `/plans/${plan}/previews`, change);
export const changePlan = (plan: string, change: ChangeOrder) =>
  ask<Schemas["Amendment"]>("POST", `/plans/${plan}/changes`, change);
export const fetchFailed = (office: string, onDate: string) =>
  ask<FailedVisit[]>("GET", `/failed-visits?office_id=${office}&on_date=${onDate}`);
export const fetchJob = (job: string) => ask<JobParticulars>("GET", `/jobs/${job}`);
export const fetchStops = (plan: string, carrier: string) =>
  ask<StopName[]>("GET", `/plans/${plan}/stops/${carrier}`);
export const fetchIdle = (plan: string) => ask<IdleSpell[]>("GET", `/plans/${plan}/idle`);
/** Without a carrier it is let go. */
export const pinJob = (office: string, onDate: string, job: string, carrier: string | null) =>
  ask<void>("POST", "/pins", { office_id: office, on_date: onDate, job_id: job, carrier_id: carrier });
export const endShift = (shift: string, reason: string) =>
  ask<void>("POST", `/shifts/${shift}/end`, { reason });
export const pauseOffice = (pause: PauseOrder) => ask<Schemas["Pause"]>("POST", "/pause", pause);
export const endPause = (pause: string) => ask<Schemas["Pause"]>("POST", `/pause/${pause}/end`);
export const openStream = (office: string) => new EventSource(`${API}/stream?office_id=${office}`);

/** One request below `/api/v1/office`; a file goes as a form. Throws `Refused`, or what the network throws. */
export async function ask<Answer>(method: string, path: string, body?: unknown, api = API): Promise<Answer> {
  const response = await fetch(api + path, {
    method,
    headers: body === undefined || body instanceof FormData ? {} : { "Content-Type": "application/json" },
    body: body instanceof FormData ? body : body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (response.status === 401 && path !== SESSION) dispatchEvent(new Event(EXPIRED));
  if (!response.ok) throw await refusal(response);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

async function refusal(response: Response): Promise<Refused> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const vi = problem.detail ?? problem.title ?? `Lỗi ${response.status}`;
  const en = problem.detail_en ?? problem.title_en ?? vi;
  const fields = (problem.errors ?? []).map((one) => ({
    field: one.field,
    vi: sentences(one.detail, one.remedy),
    en: sentences(one.detail_en, one.remedy_en),
  }));
  return new Refused(response.status, fields[0] ?? { vi, en }, fields);
}

/** A remedy that says the same again, or is meant for who writes programs, is left out. */
export function sentences(detail: string, remedy: string): string {
  const isNews = !remedy.includes("/api/") && !detail.includes(remedy);
  return (isNews ? [detail, remedy] : [detail])
    .map((text) => text.charAt(0).toUpperCase() + text.slice(1).replaceAll("<=", "≤").replaceAll(">=", "≥"))
    .join(". ");
}
