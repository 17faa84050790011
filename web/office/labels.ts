/** Where a commune's name stands on the map: inside it, far from its border and from what is drawn in it. */

type Place = readonly [lon: number, lat: number];

const STEPS = 24;
/** A degree of latitude is longer than one of longitude here, at 21° north. */
const NARROWER = 0.934;
/** Names are wider than high: what stands beside one is nearer than what stands above. */
const WIDER = 2.2;

/** A point of the area; its middle where nothing is drawn. */
export function labelPlace(area: GeoJSON.Geometry, drawn: Place[]): Place | null {
  const rings = ringsOf(area);
  const outer = rings.flat();
  if (outer.length === 0) return null;
  const [west, east] = [Math.min(...outer.map(([lon]) => lon)), Math.max(...outer.map(([lon]) => lon))];
  const [south, north] = [Math.min(...outer.map(([, lat]) => lat)), Math.max(...outer.map(([, lat]) => lat))];
  const middle: Place = [(west + east) / 2, (south + north) / 2];
  let best: Place | null = null;
  let widest = -Infinity;
  for (let column = 1; column < STEPS; column++) {
    for (let row = 1; row < STEPS; row++) {
      const place: Place = [west + ((east - west) * column) / STEPS, south + ((north - south) * row) / STEPS];
      if (!isWithin(place, rings)) continue;
      const room = Math.min(
        ...rings.map((ring) => roomTo(place, ring)),
        ...drawn.map((one) => apart(place, one)),
      );
      // Of places with as much room the one nearer the middle.
      const worth = room - apart(place, middle) / 50;
      if (worth > widest) [best, widest] = [place, worth];
    }
  }
  return best;
}

function ringsOf(area: GeoJSON.Geometry): Place[][] {
  if (area.type === "Polygon") return area.coordinates as unknown as Place[][];
  if (area.type === "MultiPolygon") return area.coordinates.flat() as unknown as Place[][];
  return [];
}

/** By counting the borders crossed on the way east. */
function isWithin([lon, lat]: Place, rings: Place[][]): boolean {
  let inside = false;
  for (const ring of rings) {
    ring.forEach(([x, y], index) => {
      const [x2, y2] = ring[(index + 1) % ring.length]!;
      if (y > lat !== y2 > lat && lon < ((x2 - x) * (lat - y)) / (y2 - y) + x) inside = !inside;
    });
  }
  return inside;
}

function apart([lon, lat]: Place, [lon2, lat2]: Place): number {
  return Math.hypot(((lon - lon2) * NARROWER) / WIDER, lat - lat2);
}

/** To the nearest point of a border. */
function roomTo(place: Place, ring: Place[]): number {
  return Math.min(
    ...ring.map((begin, index) => {
      const end = ring[(index + 1) % ring.length]!;
      const [dx, dy] = [end[0] - begin[0], end[1] - begin[1]];
      const length = dx * dx + dy * dy;
      const along = length === 0 ? 0 : ((place[0] - begin[0]) * dx + (place[1] - begin[1]) * dy) / length;
      const nearest = Math.min(1, Math.max(0, along));
      return apart(place, [begin[0] + nearest * dx, begin[1] + nearest * dy]);
    }),
  );
}
