/** Base45 (RFC 9285): bytes as the characters of a QR code's alphanumeric mode. */

import type { Bytes } from "./canonical";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

export function encodeBase45(bytes: Bytes): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = bytes.subarray(at, at + 2);
    let number = pair.reduce((sum, byte) => sum * 256 + byte, 0);
    for (let place = 0; place <= pair.length; place++) {
      text += ALPHABET.charAt(number % 45);
      number = Math.floor(number / 45);
    }
  }
  return text;
}

/** Throws RangeError for a foreign character, an impossible length or a group too large. */
export function decodeBase45(text: string): Bytes {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const values = [...text.slice(at, at + 3)].map((character) => ALPHABET.indexOf(character));
    const number = values.reduce((sum, value, place) => sum + value * 45 ** place, 0);
    const width = values.length - 1;
    if (values.includes(-1) || width === 0 || number >= 256 ** width) {
      throw new RangeError(`not Base45 at character ${at}`);
    }
    if (width === 2) bytes.push(number >> 8);
    bytes.push(number & 255);
  }
  return Uint8Array.from(bytes);
}
