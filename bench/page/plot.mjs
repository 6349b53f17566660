/** Horizontal bars, a panel for each group of rows: the shortest on top, from zero, as SVG. */
const WIDTH = 860;
const LABELS = 250;
const PLOT = 500;
const BAR = 18;

/** Three significant digits: more would pretend. */
export function number(value) {
  return value === null ? '–' : Number(value.toPrecision(3)).toLocaleString('en-US');
}

/** Colours for light and for dark. */
const STYLE = `
.paper{fill:#fff}text{fill:#1f2328;font:12px system-ui,sans-serif}.head{font-weight:600}
.ours{fill:#0969da}.peer{fill:#9aa4ae}.limit{fill:#bf8700}.base{fill:#c8e1ff}
@media (prefers-color-scheme:dark){.paper{fill:#0d1117}text{fill:#e6edf3}
.ours{fill:#58a6ff}.peer{fill:#6e7781}.limit{fill:#d29922}.base{fill:#1f4b7d}}`;

const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const text = (kind, x, y, words, anchor = 'start') =>
  `<text class="${kind}" x="${x}" y="${y}" text-anchor="${anchor}">${escaped(words)}</text>`;

/** @param {string} title @param {{ what: string, unit: string, rows: object[] }[]} groups */
export function plot(title, groups) {
  const legend = 'blue ours · grey other libraries · ochre the limit';
  const shapes = [text('', WIDTH - 10, 18, legend, 'end')];
  let top = 26;
  for (const { what, unit, rows } of groups) {
    const most = Math.max(...rows.map(({ median }) => median));
    shapes.push(text('head', 10, top + 18, `${what}, ${unit}`));
    [...rows]
      .sort((a, b) => a.median - b.median)
      .forEach(({ who, role, median }, index) => {
        const y = top + 28 + index * BAR;
        // Tenths of a pixel are enough, and the same on every machine.
        const width = Math.round(Math.max(1, (median / most) * PLOT) * 10) / 10;
        shapes.push(
          text('', LABELS - 8, y + 12, who, 'end'),
          `<rect class="${role}" x="${LABELS}" y="${y + 2}" width="${width}" height="${BAR - 6}"/>`,
          text('', LABELS + width + 6, y + 12, number(median)),
        );
      });
    top += rows.length * BAR + 40;
  }
  const size = `width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}"`;
  const paper = `<rect class="paper" width="${WIDTH}" height="${top}"/>`;
  const open = `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">`;
  return `${open}\n<title>${escaped(title)}</title>\n<style>${STYLE}\n</style>\n${paper}\n${shapes.join('\n')}\n</svg>\n`;
}
