/** Reading the codes that are scanned and typed, as mobile_contract/codes.py reads them. */

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_SYMBOLS = 12;
const TAG_SYMBOLS = 8;
const HOST = "[A-Z0-9](?:[A-Z0-9.-]*[A-Z0-9])?(?::[0-9]{1,5})?";
const LABEL = new RegExp(`^HTTPS?://(${HOST})/T/([^/?#]*)(?:[?#].*)?$`, "s");
const SEPARATORS = /[\s\u2010-\u2014-]/g;

export type CodeErrorKind =
  "wrong_length" | "wrong_symbol" | "accented_symbol" | "wrong_check" | "wrong_form";

/** A code that cannot be; its kind has its words in the catalogues. */
export class CodeError extends Error {
  constructor(
    readonly kind: CodeErrorKind,
    readonly text: string,
  ) {
    super(`${kind}: ${text.slice(0, 64)}`);
    this.name = "CodeError";
  }
}

export interface Label {
  host: string;
  code: string;
  tag: string | null;
}

/** The tracking code in what was typed, or in the whole address on a label. */
export function parseCode(text: string): string {
  if (text.includes("/")) return parseLabel(text).code;
  const symbols = readSymbols(text);
  if (symbols.length !== CODE_SYMBOLS) throw new CodeError("wrong_length", text);
  if (!isChecked(symbols)) throw new CodeError("wrong_check", text);
  return symbols;
}

/** 4-4-4. */
export function showCode(code: string): string {
  return code.match(/.{1,4}/g)?.join("-") ?? "";
}

export function parseLabel(text: string): Label {
  const [, host, path] = LABEL.exec(text.trim().toUpperCase()) ?? [];
  if (host === undefined || path === undefined) throw new CodeError("wrong_form", text);
  const symbols = readSymbols(path);
  const tag = symbols.slice(CODE_SYMBOLS);
  if (symbols.length < CODE_SYMBOLS || ![0, TAG_SYMBOLS].includes(tag.length)) {
    throw new CodeError("wrong_length", text);
  }
  const code = symbols.slice(0, CODE_SYMBOLS);
  if (!isChecked(code)) throw new CodeError("wrong_check", text);
  return { host, code, tag: tag || null };
}

/** UPU S10: 13 characters. */
export function parseS10(text: string): string {
  const code = text.replace(SEPARATORS, "").toUpperCase();
  if (code.length !== 13) throw new CodeError("wrong_length", text);
  if (!/^[A-Z]{2}[0-9]{9}[A-Z]{2}$/.test(code)) throw new CodeError("wrong_form", text);
  const weights = [8, 6, 4, 2, 3, 5, 9, 7];
  const total = weights.reduce((sum, weight, place) => sum + weight * Number(code[2 + place]), 0);
  const check = 11 - (total % 11);
  const digit = check === 10 ? 0 : check === 11 ? 5 : check;
  if (Number(code[10]) !== digit) throw new CodeError("wrong_check", text);
  return code;
}

/** A bag's 18 digits, also from a scan with the application identifier (00). */
export function parseSscc(text: string): string {
  let digits = text.replace(SEPARATORS, "").replace(/^\(00\)/, "");
  if (digits.length === 20) digits = digits.replace(/^00/, "");
  if (digits.length !== 18) throw new CodeError("wrong_length", text);
  if (!/^[0-9]{18}$/.test(digits)) throw new CodeError("wrong_symbol", text);
  const total = [...digits].reduce((sum, digit, place) => sum + (place % 2 ? 1 : 3) * Number(digit), 0);
  if (total % 10 !== 0) throw new CodeError("wrong_check", text);
  return digits;
}

/** The symbol that, put after these, makes their weighted sum over GF(32) zero; see mobile_contract/crockford.py. */
export function checkSymbol(symbols: string): string {
  return CROCKFORD.charAt(times(weightedSum(symbols), POWERS[(31 - (symbols.length % 31)) % 31] ?? 0));
}

function isChecked(symbols: string): boolean {
  return weightedSum(symbols) === 0;
}

function readSymbols(text: string): string {
  const symbols = text.replace(SEPARATORS, "").toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
  for (const symbol of symbols) {
    if (CROCKFORD.includes(symbol)) continue;
    const isAccented = symbol === "Đ" || symbol.normalize("NFD") !== symbol;
    throw new CodeError(isAccented ? "accented_symbol" : "wrong_symbol", text);
  }
  return symbols;
}

/** α⁰ … α³⁰ in GF(2)[x]/(x⁵ + x² + 1). */
const POWERS = Array.from({ length: 30 }).reduce<number[]>(
  (powers) => {
    const doubled = (powers.at(-1) ?? 0) << 1;
    return [...powers, doubled & 32 ? doubled ^ 0b100101 : doubled];
  },
  [1],
);

function times(a: number, b: number): number {
  return a && b ? (POWERS[(POWERS.indexOf(a) + POWERS.indexOf(b)) % 31] ?? 0) : 0;
}

function weightedSum(symbols: string): number {
  return [...symbols].reduce(
    (sum, symbol, place) => sum ^ times(POWERS[place] ?? 0, CROCKFORD.indexOf(symbol)),
    0,
  );
}
