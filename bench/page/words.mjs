/** How figures and tables are written. */

/** Three significant digits: more would pretend. */
export function number(value) {
  if (value === null || value === undefined) return '–';
  const digits = Number(value.toPrecision(3));
  return Math.abs(digits) >= 1000 ? Math.round(value).toLocaleString('en-US') : String(digits);
}

/** The figures of both runs, the older first. */
export const both = (values) => values.map(number).join(' / ');

/** @param {string[]} head @param {string[][]} rows */
export function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}
