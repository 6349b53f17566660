/** How figures, tables and dates are written. */

/** Three digits that count: more would pretend. */
export function number(value) {
  if (value === null || value === undefined) return '–';
  const digits = Number(value.toPrecision(3));
  return Math.abs(digits) >= 1000 ? Math.round(value).toLocaleString('en-US') : String(digits);
}

export const times = (value) => (value === null || value === undefined ? '–' : `${number(value)} ×`);

export const day = (date) => `${date.slice(0, 10)}, ${date.slice(11, 16)} UTC`;

/** @param {string[]} head @param {string[][]} rows */
export function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}
