/** Signed releases in QR codes: packed, Base45, and back; the form is told in mobile_contract/packing.py. */

import { decodeBase45, encodeBase45 } from "./base45";
import { digest, encode, fromHex, parse, toHex, type Bytes } from "./canonical";
import { checkSymbol } from "./codes";
import { ProofKind, type BagRef, type ItemRef, type Proof, type Release } from "./types";

const WHOLE_ITEMS = 60;
const QR_PREFIX = "BG1:";
const [WHOLE, DIGEST] = [1, 2];
const SIGNATURE_BYTES = 64;
const CODE_BITS = 55n;
const DEFAULT_ZONE_MIN = 420;
const [HAS_ZONE, HAS_OFFSET, HAS_DETAILS, HAS_PROOFS, HAS_BAG, HAS_BAG_PREDECESSOR, TWO_ROLES] = [
  1, 2, 4, 8, 16, 32, 64,
] as const;
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export type PackingErrorKind =
  | "not_a_release"
  | "not_canonical"
  | "not_rebuilt"
  | "wrong_signature_length"
  | "wrong_prefix"
  | "not_base45"
  | "unknown_form"
  | "truncated"
  | "trailing"
  | "out_of_range";

export class PackingError extends Error {
  constructor(readonly kind: PackingErrorKind) {
    super(kind);
    this.name = "PackingError";
  }
}

/** The exact signed body and its raw signature: what an accept carries along. */
export interface WholeRelease {
  form: "whole";
  body: Bytes;
  signature: Bytes;
}

/** A release named, not told. */
export interface ReleaseDigest {
  form: "digest";
  eventId: string;
  deviceId: string;
  itemCount: number;
  sha256: string;
  signature: Bytes;
}

/** Whole up to 60 items or one bag; longer lists and bags named with their sealing's hash go as a digest. Rejects with PackingError what could not be rebuilt. */
export async function packRelease(body: Bytes, signature: Bytes): Promise<Bytes> {
  const release = readRelease(body);
  if (signature.length !== SIGNATURE_BYTES) throw new PackingError("wrong_signature_length");
  const items = release.items ?? [];
  if (items.length > WHOLE_ITEMS || release.bag_sha256 != null) {
    const sha256 = fromHex(await digest(body));
    const ids = [...uuidBytes(release.event_id), ...uuidBytes(release.device_id)];
    return Uint8Array.from([DIGEST, ...ids, items.length, ...sha256, ...signature]);
  }
  const packed = Uint8Array.from([WHOLE, ...packWhole(release), ...signature]);
  const again = unpackRelease(packed);
  if (again.form !== "whole" || toHex(again.body) !== toHex(body)) throw new PackingError("not_rebuilt");
  return packed;
}

/** The signature is carried, not checked: that needs the giver's key. */
export function unpackRelease(packed: Bytes): WholeRelease | ReleaseDigest {
  const reader = new Reader(packed);
  const form = reader.byte();
  const unpacked = form === WHOLE ? unpackWhole(reader) : form === DIGEST ? unpackDigest(reader) : null;
  if (!unpacked) throw new PackingError("unknown_form");
  reader.end();
  return unpacked;
}

/** Only characters of a QR code's alphanumeric mode. */
export function toQrText(packed: Bytes): string {
  return QR_PREFIX + encodeBase45(packed);
}

/** What a camera or a keyboard-wedge scanner read, with or without the scanner's line end. */
export function fromQrText(text: string): Bytes {
  const line = text.replace(/^[\r\n\t]+|[\r\n\t]+$/g, "");
  if (!line.startsWith(QR_PREFIX)) throw new PackingError("wrong_prefix");
  return attempt("not_base45", () => decodeBase45(line.slice(QR_PREFIX.length)));
}

function readRelease(body: Bytes): Release {
  const thing = attempt("not_a_release", () => parse(new TextDecoder("utf-8", { fatal: true }).decode(body)));
  if (thing.kind !== "release") throw new PackingError("not_a_release");
  if (toHex(attempt("not_canonical", () => encode(thing))) !== toHex(body))
    throw new PackingError("not_canonical");
  return thing;
}

function attempt<Result>(kind: PackingErrorKind, act: () => Result): Result {
  try {
    return act();
  } catch {
    throw new PackingError(kind);
  }
}

function packWhole(release: Release): number[] {
  const { zone_min: zone = DEFAULT_ZONE_MIN, clock_offset_ms: offset, details, proofs = [], bag } = release;
  return [
    flagsOf(release),
    ...uuidBytes(release.event_id),
    ...uuidBytes(release.device_id),
    ...varint(release.device_seq),
    ...fromHex(release.previous),
    ...uuidBytes(release.person_id),
    ...varint(release.happened_at_ms),
    ...(zone === DEFAULT_ZONE_MIN ? [] : varint(zigzag(zone))),
    ...(offset == null ? [] : varint(zigzag(offset))),
    ...(details == null ? [] : fromHex(details)),
    ...(proofs.length ? [proofs.length, ...proofs.flatMap(packProof)] : []),
    ...uuidBytes(release.to_party),
    ...(bag ? packBag(bag) : []),
    ...packItems(release.items ?? []),
  ];
}

function unpackWhole(reader: Reader): WholeRelease {
  const flags = reader.byte();
  const release: Release = {
    kind: "release",
    event_id: reader.uuid(),
    device_id: reader.uuid(),
    device_seq: within(1, reader.varint(), Number.MAX_SAFE_INTEGER),
    previous: toHex(reader.take(32)),
    person_id: reader.uuid(),
    happened_at_ms: within(0, reader.varint(), Number.MAX_SAFE_INTEGER),
    zone_min: flags & HAS_ZONE ? within(-720, unzigzag(reader.varint()), 840) : DEFAULT_ZONE_MIN,
    clock_offset_ms: flags & HAS_OFFSET ? within(-(2 ** 52), unzigzag(reader.varint()), 2 ** 52) : null,
    details: flags & HAS_DETAILS ? toHex(reader.take(32)) : null,
    proofs: flags & HAS_PROOFS ? times(reader.byte(), () => unpackProof(reader)) : [],
    to_party: reader.uuid(),
    bag: flags & HAS_BAG ? unpackBag(reader, flags) : null,
    items: unpackItems(reader),
    two_roles: (flags & TWO_ROLES) > 0,
  };
  within(0, release.proofs?.length ?? 0, 20);
  within(0, release.items?.length ?? 0, 100);
  return { form: "whole", body: encode(release), signature: reader.take(SIGNATURE_BYTES) };
}

function unpackDigest(reader: Reader): ReleaseDigest {
  return {
    form: "digest",
    eventId: reader.uuid(),
    deviceId: reader.uuid(),
    itemCount: reader.byte(),
    sha256: toHex(reader.take(32)),
    signature: reader.take(SIGNATURE_BYTES),
  };
}

function flagsOf(release: Release): number {
  return (
    ((release.zone_min ?? DEFAULT_ZONE_MIN) !== DEFAULT_ZONE_MIN ? HAS_ZONE : 0) |
    (release.clock_offset_ms != null ? HAS_OFFSET : 0) |
    (release.details != null ? HAS_DETAILS : 0) |
    (release.proofs?.length ? HAS_PROOFS : 0) |
    (release.bag ? HAS_BAG : 0) |
    (release.bag?.[2] ? HAS_BAG_PREDECESSOR : 0) |
    (release.two_roles ? TWO_ROLES : 0)
  );
}

function packProof([kind, sha256]: Proof): number[] {
  return [ProofKind.indexOf(kind), ...fromHex(sha256)];
}

function unpackProof(reader: Reader): Proof {
  const kind = ProofKind[reader.byte()];
  if (!kind) throw new PackingError("out_of_range");
  return [kind, toHex(reader.take(32))];
}

function packBag([sscc, sealing, predecessor]: BagRef): number[] {
  return [
    ...numberBytes(BigInt(sscc), 8),
    ...uuidBytes(sealing),
    ...(predecessor ? uuidBytes(predecessor) : []),
  ];
}

function unpackBag(reader: Reader, flags: number): BagRef {
  const sscc = bytesNumber(reader.take(8)).toString().padStart(18, "0");
  if (sscc.length > 18) throw new PackingError("out_of_range");
  return [sscc, reader.uuid(), flags & HAS_BAG_PREDECESSOR ? reader.uuid() : null];
}

function packItems(items: ItemRef[]): number[] {
  const predecessors = [...new Set(items.flatMap(([, predecessor]) => predecessor ?? []))];
  const indexBits = bitLength(predecessors.length);
  let number = 0n;
  for (const [code, predecessor] of items) {
    const index = predecessor ? predecessors.indexOf(predecessor) + 1 : 0;
    number = (((number << CODE_BITS) | codeNumber(code)) << BigInt(indexBits)) | BigInt(index);
  }
  const bits = numberBytes(number, itemBytes(items.length, indexBits));
  return [
    items.length,
    predecessors.length,
    ...predecessors.flatMap((each) => [...uuidBytes(each)]),
    ...bits,
  ];
}

function unpackItems(reader: Reader): ItemRef[] {
  const count = reader.byte();
  const table = [null, ...times(reader.byte(), () => reader.uuid())];
  const indexBits = bitLength(table.length - 1);
  let number = bytesNumber(reader.take(itemBytes(count, indexBits)));
  const takeBits = (bits: bigint): bigint => {
    const taken = BigInt.asUintN(Number(bits), number);
    number >>= bits;
    return taken;
  };
  const items = times(count, (): ItemRef => {
    const predecessor = table[Number(takeBits(BigInt(indexBits)))];
    if (predecessor === undefined) throw new PackingError("out_of_range");
    return [codeOfNumber(takeBits(CODE_BITS)), predecessor];
  });
  if (number) throw new PackingError("out_of_range");
  return items.reverse();
}

function codeNumber(code: string): bigint {
  return [...code.slice(0, -1)].reduce((sum, symbol) => sum * 32n + BigInt(CROCKFORD.indexOf(symbol)), 0n);
}

function codeOfNumber(number: bigint): string {
  const symbols = times(11, (place) => CROCKFORD.charAt(Number((number >> BigInt(5 * (10 - place))) & 31n)));
  return symbols.join("") + checkSymbol(symbols.join(""));
}

function itemBytes(count: number, indexBits: number): number {
  return Math.ceil((count * (Number(CODE_BITS) + indexBits)) / 8);
}

function bitLength(number: number): number {
  return number ? number.toString(2).length : 0;
}

function times<Each>(count: number, make: (place: number) => Each): Each[] {
  return Array.from({ length: count }, (_, place) => make(place));
}

function within(lowest: number, number: number, highest: number): number {
  if (number < lowest || number > highest) throw new PackingError("out_of_range");
  return number;
}

function zigzag(number: number): number {
  return number >= 0 ? 2 * number : -2 * number - 1;
}

function unzigzag(number: number): number {
  return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
}

/** Seven bits a byte, least significant first (LEB128); by division, because numbers reach 53 bits. */
function varint(number: number): number[] {
  const bytes: number[] = [];
  for (; number > 127; number = Math.floor(number / 128)) bytes.push((number % 128) | 128);
  return [...bytes, number];
}

function uuidBytes(uuid: string): Bytes {
  return fromHex(uuid.replaceAll("-", ""));
}

function numberBytes(number: bigint, width: number): Bytes {
  return fromHex(width ? number.toString(16).padStart(2 * width, "0") : "");
}

function bytesNumber(bytes: Bytes): bigint {
  return BigInt(`0x0${toHex(bytes)}`);
}

/** Takes bytes from the front; running past the end is a PackingError. */
class Reader {
  #at = 0;

  constructor(private readonly data: Bytes) {}

  take(count: number): Bytes {
    const taken = this.data.slice(this.#at, this.#at + count);
    if (taken.length < count) throw new PackingError("truncated");
    this.#at += count;
    return taken;
  }

  byte(): number {
    return this.take(1)[0] ?? 0;
  }

  uuid(): string {
    return toHex(this.take(16)).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  varint(): number {
    let number = 0;
    for (let place = 0; place < 8; place++) {
      const byte = this.byte();
      number += (byte & 127) * 128 ** place;
      if (byte < 128) return number;
    }
    throw new PackingError("out_of_range");
  }

  end(): void {
    if (this.#at !== this.data.length) throw new PackingError("trailing");
  }
}
