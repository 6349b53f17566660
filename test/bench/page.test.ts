import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runNode, withFolder } from '../support/gate.ts';

const COLUMNS = 'suite runtime subject role unit median min max ratioToLimit ratioToBestPeer'.split(
  ' ',
);
const ABOUT = {
  machine: { processor: 'a processor', cores: 2 },
  runtimes: { node24: '24.21.0' },
  packages: { 'fast-jwt': '6.3.6' },
};

type Row = readonly (string | number | null)[];

/** One kept run; `date` is also the name of its file. */
function run(date: string, rows: readonly Row[]): Record<string, string> {
  return {
    [`results/${date}.json`]: JSON.stringify({ about: { date, ...ABOUT }, columns: COLUMNS, rows }),
  };
}

const row = (what: string, who: string, role: string, median: number, ...ratios: Row): Row => [
  'token',
  'node24',
  `${what}: ${who}`,
  role,
  'CPU µs',
  median,
  median / 2,
  median * 2,
  ratios[0] ?? null,
  ratios[1] ?? null,
];

const HS256 = 'HS256, each token once';

/** Ours beside the textbook, and beside a library. */
const verify = (ours: number, peer = 9): Row[] => [
  row(HS256, 'pyramidion', 'ours', ours, ours / 4, ours / peer),
  row(HS256, 'textbook', 'limit', 4, 1, 4 / peer),
  row(HS256, 'fast-jwt', 'peer', peer, peer / 4, 1),
];

/** All files that the command writes for these runs. */
function pages(...runs: readonly Record<string, string>[]): Record<string, string> {
  return withFolder(Object.assign({}, ...runs) as Record<string, string>, (folder) => {
    const out = join(folder, 'docs');
    const options = ['--results', join(folder, 'results'), '--out', out];
    const { status, text } = runNode(['bench/page.mjs', ...options]);
    expect(status, text).toBe(0);
    const entries = readdirSync(out, { recursive: true, withFileTypes: true });
    return Object.fromEntries(
      entries
        .filter((entry) => entry.isFile())
        .map(({ name, parentPath }) => [name, readFileSync(join(parentPath, name), 'utf8')]),
    );
  });
}

const page = (...runs: readonly Record<string, string>[]): string =>
  pages(...runs)['benchmarks.md'] as string;
const lineOf = (text: string, start: string): string =>
  text.split('\n').find((line) => line.startsWith(`| ${start}`)) as string;

const OLDER = '2026-01-02T10:00Z';
const NEWER = '2026-01-02T11:00Z';

describe('the page of benchmarks', { timeout: 60_000 }, () => {
  it('is the same bytes for the same figures', () => {
    const runs = [run(OLDER, verify(3)), run(NEWER, verify(2))];
    const first = pages(...runs);
    expect(Object.keys(first).sort()).toEqual(['benchmarks.md', 'token.svg']);
    expect(pages(...runs)).toEqual(first);
  });

  it('shows both runs of ours beside the limit and the other libraries', () => {
    const text = page(run(OLDER, verify(3)), run(NEWER, verify(2)));
    expect(lineOf(text, HS256)).toBe(
      `| ${HS256}, CPU µs | 3 / 2 | 0.75 / 0.5 (textbook 4) | 0.333 / 0.222 | fast-jwt 9 |`,
    );
  });

  it('shows the last two runs', () => {
    const text = page(
      run('2026-01-02T09:00Z', verify(1)),
      run(OLDER, verify(3)),
      run(NEWER, verify(2)),
    );
    expect(lineOf(text, HS256)).toContain('| 3 / 2 |');
  });

  it('shows a single run', () => {
    expect(lineOf(page(run(NEWER, verify(2))), HS256)).toContain('| 2 | 0.5 (textbook 4) |');
  });

  it('prints a library in bold that takes less than ours, and no other', () => {
    expect(lineOf(page(run(NEWER, verify(2, 1.9))), HS256)).toContain('| **fast-jwt 1.9** |');
    expect(lineOf(page(run(NEWER, verify(2, 2.1))), HS256)).toContain('| fast-jwt 2.1 |');
  });

  it('shows a row that the older run lacks', () => {
    const text = page(run(OLDER, [row('other', 'pyramidion', 'ours', 1)]), run(NEWER, verify(2)));
    expect(lineOf(text, HS256)).toContain('| – / 2 |');
  });

  it('puts the points of a line into one row', () => {
    const point = (x: string, median: number): Row =>
      row(`growth, policies, ${x}`, 'pyramidion', 'ours', median);
    const text = page(run(NEWER, [point('1 policies', 2), point('1000 policies', 40)]));
    expect(lineOf(text, 'policies')).toBe(
      '| policies, CPU µs | pyramidion | 1 policies: 2 · 1,000 policies: 40 |',
    );
  });

  it('shows each runtime when there are several', () => {
    const bun = verify(5).map(([suite, , ...rest]) => [suite as string, 'bun', ...rest]);
    const text = page(run(NEWER, [...bun, ...verify(2)]));
    expect(text).toContain('| ours · of the limit · of the best peer | node24 | bun |');
    expect(text).toContain(`| ${HS256}, CPU µs | 2 · 0.5 · 0.222 | 5 · 1.25 · 0.556 |`);
  });

  it('draws ours beside the limit to scale, for light and for dark', () => {
    const svg = pages(run(NEWER, verify(2)))['token.svg'] as string;
    expect(svg).toMatch(/^<svg [^>]+>[\s\S]+<\/svg>\n$/);
    expect(svg).toContain('prefers-color-scheme:dark');
    const bars = [...svg.matchAll(/class="(ours|limit|peer)"[^>]*? width="([\d.]+)"/g)];
    expect(bars.map(([, role]) => role)).toEqual(['ours', 'limit', 'peer']);
    const [ours, limit] = bars.map(([, , width]) => Number(width));
    expect((ours as number) / (limit as number)).toBeCloseTo(0.5, 2);
  });
});
