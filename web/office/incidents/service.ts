/** What the page of incidents asks of the server. */

import { ask, type Schemas } from "../service";

export type Incident = Schemas["Incident"];
export type IncidentOrder = Schemas["IncidentOrder"];
export type StepOrder = Schemas["StepOrder"];

export const fetchIncidents = (office: string, withClosed: boolean) =>
  ask<Incident[]>("GET", `/incidents?office_id=${office}&with_closed=${withClosed}`);
export const writeIncident = (order: IncidentOrder) => ask<unknown>("POST", "/incidents", order);
export const takeStep = (incident: string, order: StepOrder) =>
  ask<unknown>("POST", `/incidents/${incident}/steps`, order);
