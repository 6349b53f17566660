/** Horizontal bars, a panel for each group of rows: ours beside limits and peers, the shortest on top. */
import { fitting } from './scale.mjs';
import { document, kindOf, line, rect, text } from './svg.mjs';
import { number } from './words.mjs';

const WIDTH = 860;
const LABELS = 250;
const PLOT = 500;
const BAR = 18;

/**
 * @param {string} title
 * @param {import('./runs.mjs').Group[]} groups
 * @returns {string}
 */
export function bars(title, groups) {
  const shapes = [
    text(
      'faint',
      WIDTH - 10,
      18,
      'blue ours · grey peers · ochre the limit · pale shown beside · thin line from the least to the most',
      'end',
    ),
  ];
  let top = 26;
  for (const group of groups) {
    shapes.push(...panel(group, top));
    top += heightOf(group);
  }
  return document(WIDTH, top + 6, title, shapes);
}

const heightOf = ({ rows }) => rows.length * BAR + 62;

function panel({ what, unit, rows }, top) {
  const scale = fitting(rows.map(({ median }) => median));
  const floor = top + 32 + rows.length * BAR;
  const place = (value) => LABELS + scale.at(value) * PLOT;
  const ticks = scale.ticks.flatMap((tick) => [
    line('grid', place(tick), top + 28, place(tick), floor),
    text('faint', place(tick), floor + 13, number(tick), 'middle'),
  ]);
  const ordered = [...rows].sort((a, b) => a.median - b.median);
  const drawn = ordered.flatMap((row, index) => bar(row, top + 32 + index * BAR, place));
  return [text('head', 10, top + 18, `${what}, ${unit}${scale.log ? ', logarithmic' : ''}`), ...ticks, ...drawn];
}

function bar({ who, role, median, min, max }, y, place) {
  const end = place(median);
  return [
    text('text', LABELS - 8, y + 12, who, 'end'),
    rect(`bar ${kindOf(role)}`, LABELS, y + 2, Math.max(1, end - LABELS), BAR - 6),
    line('spread', place(min), y + 8, place(max), y + 8),
    text('text', Math.max(end, place(max)) + 6, y + 12, number(median)),
  ];
}
