/** What the office's face asks of the server. */

export interface Position {
  lon: number;
  lat: number;
  at: string;
}

export interface PlanSummary {
  plan_id: string;
  on_date: string;
  version: number;
  travel_is_estimated: boolean;
}

export interface Counts {
  waiting: number;
  assigned: number;
  with_carriers: number;
  delivered: number;
  failed: number;
  at_counter: number;
  disputed: number;
}

export interface Carrier {
  carrier_id: string;
  name: string;
  colour: number;
  stops: number;
  stops_done: number;
  stops_failed: number;
  items_held: number;
  position: Position | null;
  in_hand_vnd: number;
  is_over_limit: boolean;
  unsent: number;
  oldest_unsent_at: string | null;
  last_sync_at: string | null;
}

export interface Board {
  office_id: string;
  office_name: string;
  on_date: string;
  plan: PlanSummary | null;
  counts: Counts;
  carriers: Carrier[];
}

export interface MapStop {
  stop_id: string;
  position: number;
  act: "pickup" | "delivery";
  lon: number;
  lat: number;
  jobs: number;
  state: "pending" | "done" | "failed";
  arrive_at: string;
}

export interface MapRoute {
  route_id: string;
  carrier_id: string;
  carrier_name: string;
  colour: number;
  stops: MapStop[];
}

export interface MapOffice {
  office_id: string;
  kind: string;
  name: string;
  lon: number;
  lat: number;
}

export interface Layers {
  communes: GeoJSON.FeatureCollection;
  offices: MapOffice[];
  routes: MapRoute[];
}

export interface Session {
  person_id: string;
  full_name: string;
  roles: { role: string; office_id: string; office_name: string; office_kind: string }[];
}

/** A refusal in the server's own words (RFC 9457), already meant for people. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly detail: { vi: string; en: string },
  ) {
    super(detail.en);
  }
}

const API = "/api/v1/office";

export const fetchSession = () => ask<Session>("GET", "/session");
export const openSession = (username: string, password: string) =>
  ask<Session>("POST", "/session", { username, password });
export const closeSession = () => ask<void>("DELETE", "/session");
export const fetchBoard = (office: string) => ask<Board>("GET", `/board?office_id=${office}`);
export const fetchLayers = (office: string) => ask<Layers>("GET", `/map?office_id=${office}`);
export const openStream = (office: string) => new EventSource(`${API}/stream?office_id=${office}`);

async function ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(API + path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (!response.ok) throw await refusal(response);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

async function refusal(response: Response): Promise<Refused> {
  const problem = (await response.json().catch(() => ({}))) as Record<string, string>;
  const vi = problem["detail"] ?? problem["title"] ?? `Lỗi ${response.status}`;
  return new Refused(response.status, { vi, en: problem["detail_en"] ?? problem["title_en"] ?? vi });
}
