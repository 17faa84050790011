import { expect, test } from "vitest";
import { labelPlace } from "./labels";

const square: GeoJSON.Polygon = {
  type: "Polygon",
  coordinates: [
    [
      [0, 0],
      [12, 0],
      [12, 12],
      [0, 12],
      [0, 0],
    ],
  ],
};

test("an empty commune bears its name in the middle", () => {
  const [lon, lat] = labelPlace(square, [])!;
  expect(Math.abs(lon - 6)).toBeLessThan(1);
  expect(Math.abs(lat - 6)).toBeLessThan(3);
});

test("a name keeps away from what is drawn, and stays inside", () => {
  const [lon, lat] = labelPlace(square, [[6, 6]])!;
  expect(Math.hypot(lon - 6, lat - 6)).toBeGreaterThan(2.5);
  expect(lon > 0 && lon < 12 && lat > 0 && lat < 12).toBe(true);
});

test("a bent commune's name does not stand in its neighbour", () => {
  const bent: GeoJSON.Polygon = {
    type: "Polygon",
    coordinates: [
      [
        [0, 0],
        [12, 0],
        [12, 3],
        [3, 3],
        [3, 12],
        [0, 12],
        [0, 0],
      ],
    ],
  };
  const [lon, lat] = labelPlace(bent, [])!;
  expect(lon < 3 || lat < 3).toBe(true);
});

test("no area has no place", () => {
  expect(labelPlace({ type: "Point", coordinates: [0, 0] }, [])).toBeNull();
});
