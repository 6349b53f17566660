/** The few shapes that plots are made of, as text; colours come from the style, which knows light and dark. */

const STYLE = `
.paper{fill:#fff}.text{fill:#1f2328;font:12px system-ui,sans-serif}.head{fill:#1f2328;font:600 13px system-ui,sans-serif}
.faint{fill:#59636e;font:11px system-ui,sans-serif}.grid{stroke:#d1d9e0;stroke-width:1}
.ours{fill:#0969da;stroke:#0969da}.peer{fill:#9aa4ae;stroke:#9aa4ae}.limit{fill:#bf8700;stroke:#bf8700}.also{fill:#c8e1ff;stroke:#c8e1ff}
.line{fill:none;stroke-width:2}.bar,.dot{stroke:none}.spread{fill:none;stroke:#1f2328;stroke-width:1;opacity:.55}
@media (prefers-color-scheme:dark){.paper{fill:#0d1117}.text,.head{fill:#e6edf3}.faint{fill:#9198a1}.grid{stroke:#30363d}
.ours{fill:#58a6ff;stroke:#58a6ff}.peer{fill:#6e7781;stroke:#6e7781}.limit{fill:#d29922;stroke:#d29922}.also{fill:#1f4b7d;stroke:#1f4b7d}
.spread{stroke:#e6edf3}}`;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Tenths of a pixel are enough, and the same on every machine. */
const px = (value) => String(Math.round(value * 10) / 10);

export function document(width, height, title, shapes) {
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}" role="img">`;
  return `${open}\n<title>${escaped(title)}</title>\n<style>${STYLE}\n</style>\n${rect('paper', 0, 0, width, height)}\n${shapes.join('\n')}\n</svg>\n`;
}

export const rect = (kind, x, y, width, height) =>
  `<rect class="${kind}" x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"/>`;

export const line = (kind, x1, y1, x2, y2) => `<line class="${kind}" x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}"/>`;

/** @param {'start' | 'middle' | 'end'} anchor */
export const text = (kind, x, y, words, anchor = 'start') =>
  `<text class="${kind}" x="${px(x)}" y="${px(y)}" text-anchor="${anchor}">${escaped(words)}</text>`;

/** Whoever is neither ours nor a peer nor a limit is shown beside them. */
export const kindOf = (role) => (['ours', 'peer', 'limit'].includes(role) ? role : 'also');

export function polyline(kind, points) {
  const path = points.map(([x, y]) => `${px(x)},${px(y)}`).join(' ');
  const dots = points.map(([x, y]) => `<circle class="dot ${kind}" cx="${px(x)}" cy="${px(y)}" r="3"/>`);
  return [`<polyline class="line ${kind}" points="${path}"/>`, ...dots].join('\n');
}
