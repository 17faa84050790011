/** Canonical bytes: the one way a signed thing is written, the same as mobile_contract/canonical.py writes it. */

import { CANONICAL, type Challenge, type Enrolment, type Receipt, type SignedAct } from "./types";

export type Signable = SignedAct | Enrolment | Challenge | Receipt;
export type Bytes = Uint8Array<ArrayBuffer>;

/** The exact bytes to sign and to send: fields in order, those at their default left out. */
export function encode(thing: Signable): Bytes {
  const { order, omitted } = shapeOf(thing.kind);
  const fields = Object.entries(thing);
  const unknown = fields.find(([name]) => !order.includes(name));
  if (unknown) throw new TypeError(`${thing.kind} has no field ${unknown[0]}`);
  const given = new Map(fields.filter(([name, value]) => !isOmitted(value, omitted[name])));
  const ordered = order.filter((name) => given.has(name)).map((name) => [name, given.get(name)]);
  return new TextEncoder().encode(JSON.stringify(Object.fromEntries(ordered)));
}

/** A body as its thing, with the defaults that were left out. Throws SyntaxError or TypeError. */
export function parse(body: string): Signable {
  const thing = JSON.parse(body) as Signable;
  const { order, omitted } = shapeOf(thing?.kind);
  const missing = order.find((name) => !(name in thing) && !(name in omitted));
  if (missing) throw new TypeError(`${thing.kind} lacks ${missing}`);
  return { ...structuredClone(omitted), ...thing };
}

/** SHA-256, lower-case hexadecimal. */
export async function digest(body: Bytes): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", body)));
}

/** What a device's first act names as `previous`: the digest of its id's 16 bytes. */
export function firstPrevious(deviceId: string): Promise<string> {
  return digest(fromHex(deviceId.replaceAll("-", "")));
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromHex(hex: string): Bytes {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

interface Shape {
  order: readonly string[];
  omitted: Readonly<Record<string, unknown>>;
}

function shapeOf(kind: string): Shape {
  if (!Object.hasOwn(CANONICAL, kind)) throw new TypeError(`unknown kind ${kind}`);
  return CANONICAL[kind as keyof typeof CANONICAL];
}

/** Whether a field stays away: not given, or at its default, which is a scalar or an empty list. */
function isOmitted(value: unknown, standard: unknown): boolean {
  if (value === undefined || value === standard) return true;
  return Array.isArray(standard) && Array.isArray(value) && value.length === 0;
}
