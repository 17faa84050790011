/** The marks on the live map: stops as dots and numbers, people by their names. */

import L from "leaflet";
import { colourOf } from "./colours";
import type { Carrier, MapStop } from "./service";

/** The drawing's own colours, by day or by night. */
export interface Ink {
  paper: string;
  line: string;
  failed: string;
}

export function readInk(): Ink {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--map-${name}`).trim();
  return { paper: of("paper"), line: of("line"), failed: of("failed") };
}

export function dot(stop: MapStop, color: string, ink: Ink, opacity: number): L.Layer {
  const hasFailed = stop.state === "failed" || stop.state === "not_collected";
  const isOver = stop.state === "not_needed";
  return L.circleMarker([stop.lat, stop.lon], {
    radius: hasFailed ? 8 : isOver ? 4 : 6,
    color: hasFailed ? ink.failed : isOver ? ink.line : color,
    weight: hasFailed ? 4 : 2,
    fillColor: stop.state === "done" ? color : ink.paper,
    fillOpacity: opacity,
    opacity,
  });
}

/** Its place in the order: full where done, ringed in orange where it failed. */
export function number(stop: MapStop, color: string, ink: Ink): L.Layer {
  const label = text(String(stop.position + 1));
  const hasFailed = stop.state === "failed" || stop.state === "not_collected";
  label.style.borderColor = hasFailed ? ink.failed : stop.state === "not_needed" ? ink.line : color;
  const icon = L.divIcon({ className: `number ${stop.state}`, html: label, iconSize: [0, 0] });
  return L.marker([stop.lat, stop.lon], { icon, keyboard: false, zIndexOffset: 500 });
}

export function personIcon(carrier: Carrier): L.DivIcon {
  const label = text(carrier.name.split(" ").at(-1) ?? carrier.name);
  label.style.borderColor = colourOf(carrier.colour);
  return L.divIcon({ className: "person", html: label, iconSize: [0, 0] });
}

/** Names come from people's files: as text, never as HTML. */
export function text(words: string): HTMLElement {
  const element = document.createElement("span");
  element.textContent = words;
  return element;
}
