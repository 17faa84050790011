/** Colours of routes: twelve in the tokens; after the twelfth the same ones, dashed. */

export const COLOURS = 12;
export const DASHES = "8 6";

export function colourOf(index: number): string {
  return getComputedStyle(document.documentElement)
    .getPropertyValue(`--route-${(index % COLOURS) + 1}`)
    .trim();
}
