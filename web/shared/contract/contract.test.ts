/** The golden examples of mobile_contract/examples, byte for byte. */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeBase45, encodeBase45 } from "./base45";
import {
  digest,
  encode,
  firstPrevious,
  fromBase64,
  fromHex,
  parse,
  toBase64,
  toHex,
  type Bytes,
  type Signable,
} from "./canonical";
import { CodeError, checkSymbol, parseCode, parseLabel, parseS10, parseSscc, showCode } from "./codes";
import * as packing from "./packing";
import * as signing from "./signing";

interface Signed {
  name: string;
  fields: Signable;
  canonical: string;
  sha256: string;
  signature: string;
}

interface PackedExample {
  name: string;
  body: string;
  sha256: string;
  signature: string;
  packed: string;
  qr_text: string;
}

interface Codes {
  tracking: { code: string; shown: string; typed: string[]; errors: Record<string, string> };
  label: { host: string; code: string; tag: string | null; url: string }[];
  s10: Checked;
  sscc: Checked;
  base45: Record<string, string>;
}

interface Checked {
  codes: string[];
  typed: Record<string, string>;
  errors: Record<string, string>;
}

const { key, acts } = load<{ key: { public: string }; acts: Signed[] }>("acts");
const { signed: dialogue } = load<{ signed: Signed[] }>("dialogue");
const chain = load<{ device_id: string; acts: Signed[] }>("chain");
const { releases, unreadable } = load<{
  releases: PackedExample[];
  unreadable: { qr_text: string; error: string }[];
}>("releases");
const codes = load<Codes>("codes");

let publicKey: CryptoKey;
beforeAll(async () => {
  publicKey = await signing.importPublicKey(fromBase64(key.public));
});

describe.each([...acts, ...dialogue, ...chain.acts])("$name", (example) => {
  const body = bytesOf(example.canonical);
  const signature = fromBase64(example.signature);

  it("is written from its spelled-out fields to the same bytes", () => {
    expect(textOf(encode(example.fields))).toBe(example.canonical);
  });

  it("is read back to the same fields and the same bytes", () => {
    expect(parse(example.canonical)).toEqual(example.fields);
    expect(textOf(encode(parse(example.canonical)))).toBe(example.canonical);
  });

  it("has the digest and a signature that verifies", async () => {
    expect(await digest(body)).toBe(example.sha256);
    expect(await signing.verify(publicKey, body, signature)).toBe(true);
  });

  it("does not verify with a flipped bit of body or signature", async () => {
    expect(await signing.verify(publicKey, flipped(body), signature)).toBe(false);
    expect(await signing.verify(publicKey, body, flipped(signature))).toBe(false);
  });
});

it("covers every signed kind", async () => {
  const { CANONICAL } = await import("./types");
  expect(new Set([...acts, ...dialogue].map(({ fields }) => fields.kind))).toEqual(
    new Set(Object.keys(CANONICAL)),
  );
});

it("links each act of a device to the one before", async () => {
  let previous = await firstPrevious(chain.device_id);
  for (const [place, { fields, sha256 }] of chain.acts.entries()) {
    expect(fields).toMatchObject({ device_seq: place + 1, previous });
    previous = sha256;
  }
});

describe("canonical bytes", () => {
  it("are refused for an unknown kind or field", () => {
    const act = acts[0]?.fields as Signable;
    expect(() => encode({ ...act, surprise: 1 } as unknown as Signable)).toThrow(TypeError);
    expect(() => encode({ ...act, kind: "constructor" } as unknown as Signable)).toThrow(TypeError);
  });

  it("are not read from a body without a required field", () => {
    expect(() => parse('{"kind":"void"}')).toThrow("void lacks event_id");
    expect(() => parse("null")).toThrow(TypeError);
  });
});

describe("signing", () => {
  it("makes 64 bytes with low s that verify, by a key that cannot be exported", async () => {
    const pair = await signing.newKeyPair();
    expect(pair.privateKey.extractable).toBe(false);
    const theirs = await signing.importPublicKey(await signing.publicBytes(pair.publicKey));
    for (let number = 0; number < 32; number++) {
      const body = bytesOf(`message ${number}`);
      const signature = await signing.sign(pair.privateKey, body);
      expect(signing.isLowS(signature)).toBe(true);
      expect(await signing.verify(theirs, body, signature)).toBe(true);
    }
  });

  it("refuses what is no signature or no key", async () => {
    const body = bytesOf("message");
    for (const bytes of [0, 63, 64, 65]) {
      expect(await signing.verify(publicKey, body, new Uint8Array(bytes))).toBe(false);
    }
    await expect(signing.importPublicKey(new Uint8Array(65))).rejects.toThrow();
  });
});

describe.each(releases)("the release of $name", (example) => {
  const body = bytesOf(example.body);
  const signature = fromBase64(example.signature);

  it("packs to the same bytes and the same text", async () => {
    const packed = await packing.packRelease(body, signature);
    expect(toHex(packed)).toBe(example.packed);
    expect(packing.toQrText(packed)).toBe(example.qr_text);
  });

  it("is unpacked from its text, and its signature verifies", async () => {
    const unpacked = packing.unpackRelease(packing.fromQrText(`${example.qr_text}\r\n`));
    expect(toBase64(unpacked.signature)).toBe(example.signature);
    if (unpacked.form === "digest") {
      expect(unpacked.sha256).toBe(example.sha256);
    } else {
      expect(textOf(unpacked.body)).toBe(example.body);
      expect(await signing.verify(publicKey, unpacked.body, unpacked.signature)).toBe(true);
    }
  });
});

describe("packing", () => {
  it.each(unreadable)("refuses $qr_text as $error", ({ qr_text, error }) => {
    expect(kindOf(() => packing.unpackRelease(packing.fromQrText(qr_text)))).toBe(error);
  });

  it("refuses every truncation of a packed release", () => {
    const packed = fromHex(releases[1]?.packed ?? "");
    for (let length = 0; length < packed.length; length++) {
      expect(kindOf(() => packing.unpackRelease(packed.slice(0, length)))).toMatch(/truncated|out_of_range/);
    }
  });

  it("refuses bodies that could not be rebuilt", async () => {
    const body = releases[0]?.body ?? "";
    const kinds = {
      not_a_release: acts.find(({ fields }) => fields.kind === "void")?.canonical ?? "",
      not_canonical: body.replace(",", ", "),
      not_rebuilt: body.replace(/"([0-9A-Z]{11})[0-9A-Z]"/, '"$10"'),
    };
    for (const [kind, text] of Object.entries(kinds)) {
      await expect(packing.packRelease(bytesOf(text), new Uint8Array(64))).rejects.toMatchObject({ kind });
    }
    await expect(packing.packRelease(bytesOf(body), new Uint8Array(63))).rejects.toMatchObject({
      kind: "wrong_signature_length",
    });
  });

  it("keeps the examples of RFC 9285", () => {
    for (const [text, encoded] of Object.entries(codes.base45)) {
      expect(encodeBase45(bytesOf(text))).toBe(encoded);
      expect(textOf(decodeBase45(encoded))).toBe(text);
    }
  });
});

describe("codes", () => {
  it("reads a tracking code however it is typed or scanned", () => {
    const { code, shown, typed } = codes.tracking;
    expect(showCode(code)).toBe(shown);
    expect(checkSymbol(code.slice(0, -1))).toBe(code.at(-1));
    for (const text of typed) expect(parseCode(text)).toBe(code);
  });

  it("reads labels", () => {
    for (const { host, code, tag, url } of codes.label) expect(parseLabel(url)).toEqual({ host, code, tag });
  });

  it.each([
    ["S10", parseS10, codes.s10],
    ["SSCC", parseSscc, codes.sscc],
  ] as const)("reads %s", (_, parseIt, examples) => {
    for (const code of examples.codes) expect(parseIt(code)).toBe(code);
    for (const [text, code] of Object.entries(examples.typed)) expect(parseIt(text)).toBe(code);
    for (const [text, kind] of Object.entries(examples.errors))
      expect(kindOf(() => parseIt(text))).toBe(kind);
  });

  it("names what is wrong with a tracking code", () => {
    for (const [text, kind] of Object.entries(codes.tracking.errors)) {
      expect(kindOf(() => parseCode(text))).toBe(kind);
    }
  });
});

function load<Content>(name: string): Content {
  const file = resolve(import.meta.dirname, `../../../mobile_contract/examples/${name}.json`);
  return JSON.parse(readFileSync(file, "utf-8")) as Content;
}

function kindOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof CodeError || error instanceof packing.PackingError) return error.kind;
    throw error;
  }
  return "no error";
}

function flipped(bytes: Bytes): Bytes {
  return bytes.map((byte, place) => (place === bytes.length - 3 ? byte ^ 1 : byte));
}

function bytesOf(text: string): Bytes {
  return new TextEncoder().encode(text);
}

function textOf(bytes: Bytes): string {
  return new TextDecoder().decode(bytes);
}
