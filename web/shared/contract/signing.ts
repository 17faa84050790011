/** P-256 by WebCrypto in the contract's one form: raw r‖s of 64 bytes, s in the lower half of the order. */

import type { Bytes } from "./canonical";

const P256 = { name: "ECDSA", namedCurve: "P-256" } as const;
const ECDSA = { name: "ECDSA", hash: "SHA-256" } as const;
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** A key pair whose private half never leaves the browser. */
export async function newKeyPair(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(P256, false, ["sign", "verify"]);
}

/** The uncompressed SEC 1 point, 65 bytes. */
export async function publicBytes(key: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey("raw", key));
}

/** Rejects bytes that are no point on the curve. */
export async function importPublicKey(point: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", point, P256, true, ["verify"]);
}

export async function sign(privateKey: CryptoKey, body: Bytes): Promise<Bytes> {
  const signature = new Uint8Array(await crypto.subtle.sign(ECDSA, privateKey, body));
  const s = toNumber(signature.subarray(32));
  if (s > ORDER / 2n) signature.set(toBytes(ORDER - s), 32);
  return signature;
}

/** False for any signature that is not in the accepted form, whoever made it. */
export async function verify(publicKey: CryptoKey, body: Bytes, signature: Bytes): Promise<boolean> {
  return isLowS(signature) && crypto.subtle.verify(ECDSA, publicKey, signature, body);
}

export function isLowS(signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  const [r, s] = [toNumber(signature.subarray(0, 32)), toNumber(signature.subarray(32))];
  return 0n < r && r < ORDER && 0n < s && s <= ORDER / 2n;
}

function toNumber(bytes: Uint8Array): bigint {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

function toBytes(number: bigint): Bytes {
  return Uint8Array.from({ length: 32 }, (_, place) => Number((number >> BigInt(8 * (31 - place))) & 255n));
}
