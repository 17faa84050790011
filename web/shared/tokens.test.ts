import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

type Rgb = [number, number, number];

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const [light, dark] = css.split("@media (prefers-color-scheme: dark)").map(colours) as [Colours, Colours];
const themes = { light, dark: { ...light, ...dark } };

describe.each(Object.entries(themes))("in the %s theme", (_name, theme) => {
  test.each([
    ["ink", "paper"],
    ["ink", "paper-under"],
    ["ink", "selected"],
    ["ink-soft", "paper"],
    ["ink-soft", "paper-under"],
    ["link", "paper"],
    ["link", "paper-under"],
    ["action-ink", "action"],
    ["action-ink", "action-pressed"],
    ["done", "done-paper"],
    ["waiting", "waiting-paper"],
    ["attention", "attention-paper"],
    ["danger", "danger-paper"],
    ["danger", "paper"],
  ])("%s reads on %s at WCAG AA", (ink, ground) => {
    expect(contrast(theme[ink]!, theme[ground]!)).toBeGreaterThanOrEqual(4.5);
  });

  test("the edge of a field is seen on paper", () => {
    expect(contrast(theme["line-strong"]!, theme["paper"]!)).toBeGreaterThanOrEqual(3);
  });
});

describe.each(Object.entries(themes))("route colours in the %s theme", (_name, theme) => {
  const routes = Array.from({ length: 12 }, (_, index) => theme[`route-${index + 1}`]!);

  test.each(["map-ground", "map-paper"])("each is seen on the %s", (ground) => {
    for (const route of routes) expect(contrast(route, theme[ground]!)).toBeGreaterThanOrEqual(3);
  });

  test("words and failed stops are read on the map", () => {
    for (const ground of ["map-ground", "map-paper"]) {
      expect(contrast(theme["map-ink"]!, theme[ground]!)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(theme["map-failed"]!, theme[ground]!)).toBeGreaterThanOrEqual(3);
    }
  });

  test.each(Object.entries(cones()))("every two differ to an eye %s", (_name, eye) => {
    const seen = routes.map((route) => oklab(apply(eye, linear(route))));
    const distances = seen.flatMap((one, index) => seen.slice(0, index).map((other) => distance(one, other)));
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(0.08);
  });
});

type Colours = Record<string, Rgb>;

/** Custom properties of a style sheet that are six-digit colours, as 0-255 triples. */
function colours(text: string): Colours {
  const found = text.matchAll(/--([\w-]+): #(\w\w)(\w\w)(\w\w);/g);
  return Object.fromEntries(
    [...found].map(([, name, ...rgb]) => [name, rgb.map((part) => parseInt(part, 16)) as Rgb]),
  );
}

/** WCAG 2.2 contrast ratio, 1 to 21. */
function contrast(one: Rgb, other: Rgb): number {
  const [dim, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = linear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** sRGB 0-255 to linear light 0-1 (IEC 61966-2-1). */
function linear(colour: Rgb): Rgb {
  return colour.map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
}

/** Linear RGB as seen by each kind of eye: Machado, Oliveira and Fernandes 2009, severity 1. */
function cones(): Record<string, Rgb[]> {
  return {
    "with all cones": [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    "without red cones": [
      [0.152286, 1.052583, -0.204868],
      [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ],
    "without green cones": [
      [0.367322, 0.860646, -0.227968],
      [0.280085, 0.672501, 0.047413],
      [-0.01182, 0.04294, 0.968881],
    ],
  };
}

/** Linear RGB to OKLab (Ottosson 2020). */
function oklab(colour: Rgb): Rgb {
  const lms = apply(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    colour.map((part) => Math.min(1, Math.max(0, part))) as Rgb,
  );
  return apply(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    lms.map(Math.cbrt) as Rgb,
  );
}

function apply(matrix: Rgb[], vector: Rgb): Rgb {
  return matrix.map((row) => row.reduce((sum, factor, index) => sum + factor * vector[index]!, 0)) as Rgb;
}

function distance(one: Rgb, other: Rgb): number {
  return Math.hypot(...one.map((part, index) => part - other[index]!));
}
