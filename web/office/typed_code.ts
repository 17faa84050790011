/** A code as a person types or scans it into a field. */

import { CodeError, parseCode } from "../shared/contract/codes";
import { Misread } from "./sending.svelte";

/** The code, from its 12 symbols or from the whole address on a label. Throws `Misread` at this field. */
export function codeIn(field: string, typed: string): string {
  try {
    return parseCode(typed);
  } catch (error) {
    if (error instanceof CodeError) throw new Misread(field, `typed_${error.kind}`);
    throw error;
  }
}
