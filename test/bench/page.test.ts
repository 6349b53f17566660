import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runNode, withFolder } from '../support/gate.ts';

const ABOUT = {
  machine: { processor: 'a processor', cores: 2 },
  runtimes: { node24: '24.21.0' },
  packages: { 'fast-jwt': '6.3.6' },
};

type Row = Readonly<Record<string, string | number | null>>;

/** One kept run; `date` is also the name of its file. */
function run(
  date: string,
  rows: readonly Row[],
  runtimes: Readonly<Record<string, string>> = ABOUT.runtimes,
): Record<string, string> {
  return {
    [`results/${date}.json`]: JSON.stringify({ about: { date, ...ABOUT, runtimes }, rows }),
  };
}

const row = (what: string, who: string, role: string, median: number, timesOurs = 1): Row => ({
  suite: 'token',
  runtime: 'node24',
  what,
  who,
  role,
  unit: 'CPU µs',
  median,
  timesOurs,
});

const HS256 = 'HS256, each token once';

/** Ours beside the textbook, and beside a library. */
const verify = (ours: number, peer = 9): Row[] => [
  row(HS256, 'pyramidion', 'ours', ours),
  row(HS256, 'textbook', 'limit', 4, 4 / ours),
  row(HS256, 'fast-jwt', 'peer', peer, peer / ours),
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

  it('shows both runs of ours, and the others as multiples of it', () => {
    const text = page(run(OLDER, verify(3)), run(NEWER, verify(2)));
    expect(lineOf(text, HS256)).toBe(
      `| ${HS256} | 3 / 2 | limit: textbook 1.33 / 2 · fast-jwt 3 / 4.5 |`,
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
    expect(lineOf(page(run(NEWER, verify(2))), HS256)).toContain('| 2 | limit: textbook 2 ·');
  });

  it('prints a library in bold that takes less than ours, and no other', () => {
    expect(lineOf(page(run(NEWER, verify(2, 1.9))), HS256)).toContain('| **fast-jwt 0.95** ·');
    expect(lineOf(page(run(NEWER, verify(2, 2.1))), HS256)).toContain('| fast-jwt 1.05 ·');
  });

  it('shows a row that the older run lacks', () => {
    const text = page(run(OLDER, [row('other', 'pyramidion', 'ours', 1)]), run(NEWER, verify(2)));
    expect(lineOf(text, HS256)).toContain('| – / 2 | limit: textbook – / 2 ·');
  });

  it('shows each runtime of the newer run', () => {
    const bun = verify(5).map((one) => ({ ...one, runtime: 'bun' }));
    const runtimes = { node24: '24.21.0', bun: '1.4.5' };
    const text = page(run(NEWER, [...bun, ...verify(2)], runtimes));
    expect(text).toContain('| what, CPU µs | node24 | bun | the others on node24, ours is 1 |');
    expect(lineOf(text, HS256)).toContain('| 2 | 5 | limit:');
  });

  it('shows beside what a server adds how much two equal servers differ', () => {
    const added = (who: string, role: string, median: number): Row => ({
      ...row('node:http', who, role, median),
      unit: 'added CPU µs',
    });
    const text = page(run(NEWER, [added('pyramidion', 'ours', 2), added('again', 'base', -0.5)]));
    expect(lineOf(text, 'added, node:http')).toContain('| 2 ± 0.5 |');
  });

  it('gives a line to each library where there is none of ours', () => {
    const text = page(run(NEWER, [{ ...row('hono', 'hono/jwt', 'peer', 25), timesOurs: null }]));
    expect(lineOf(text, 'hono')).toBe('| hono: hono/jwt | 25 |  |');
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
