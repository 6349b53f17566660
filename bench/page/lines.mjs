/** Lines that say how a cost grows, a panel for each axis; both scales are logarithmic, so that linear growth goes up at half a right angle. */
import { pointOf } from './line.mjs';
import { log } from './scale.mjs';
import { document, kindOf, line, polyline, text } from './svg.mjs';
import { number } from './words.mjs';

const PANEL = { width: 430, height: 270 };
const PLOT = { left: 56, top: 44, width: 250, height: 176 };

/**
 * @param {string} title
 * @param {import('./runs.mjs').Group[]} groups
 * @returns {string}
 */
export function lines(title, groups) {
  const axes = new Map();
  for (const { what, unit, rows } of groups) {
    const point = pointOf(what);
    if (!axes.has(point.axis)) axes.set(point.axis, { xUnit: point.unit, yUnit: unit, series: new Map() });
    const { series } = axes.get(point.axis);
    for (const { who, role, median } of rows) {
      if (!series.has(who)) series.set(who, { role, points: [] });
      series.get(who).points.push({ x: point.x, y: median });
    }
  }
  const panels = [...axes].flatMap((entry, index) => panel(entry, (index % 2) * PANEL.width, Math.floor(index / 2) * PANEL.height));
  return document(2 * PANEL.width, Math.ceil(axes.size / 2) * PANEL.height, title, panels);
}

function panel([axis, { xUnit, yUnit, series }], left, top) {
  const all = [...series.values()].flatMap(({ points }) => points);
  const range = (side) => log(Math.min(...all.map((point) => point[side])), Math.max(...all.map((point) => point[side])));
  const [xScale, yScale] = [range('x'), range('y')];
  const x = (value) => left + PLOT.left + xScale.at(value) * PLOT.width;
  const y = (value) => top + PLOT.top + (1 - yScale.at(value)) * PLOT.height;
  const floor = top + PLOT.top + PLOT.height;
  const grid = [
    ...xScale.ticks.flatMap((tick) => [
      line('grid', x(tick), top + PLOT.top, x(tick), floor),
      text('faint', x(tick), floor + 15, number(tick), 'middle'),
    ]),
    ...yScale.ticks.flatMap((tick) => [
      line('grid', left + PLOT.left, y(tick), left + PLOT.left + PLOT.width, y(tick)),
      text('faint', left + PLOT.left - 6, y(tick) + 4, number(tick), 'end'),
    ]),
  ];
  const drawn = [...series.values()].map(({ role, points }) =>
    polyline(
      kindOf(role),
      points.map((point) => [x(point.x), y(point.y)]),
    ),
  );
  return [
    text('head', left + 10, top + 20, xUnit === '' ? `${axis}: ${yUnit}` : `${axis}: ${yUnit} by ${xUnit}`),
    ...grid,
    ...drawn,
    ...names(series, left + PLOT.left + PLOT.width + 8, y),
  ];
}

/** Each name at the end of its line, moved apart where they would lie on each other. */
function names(series, left, y) {
  let last = -Infinity;
  return [...series]
    .map(([who, { points }]) => ({ who, y: y(points.at(-1).y) + 4 }))
    .sort((a, b) => a.y - b.y)
    .map(({ who, y: wanted }) => {
      last = Math.max(wanted, last + 13);
      return text('faint', left, last, who);
    });
}
