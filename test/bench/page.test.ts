import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runNode, withFolder } from '../support/gate.ts';

const COLUMNS = [
  'suite',
  'runtime',
  'subject',
  'role',
  'unit',
  'median',
  'min',
  'max',
  'ratioToLimit',
  'ratioToBestPeer',
];
const ABOUT = {
  machine: { processor: 'a processor', cores: 2 },
  runtimes: { node20: '20.20.2' },
  packages: { 'fast-jwt': '6.3.6' },
};

type Row = readonly (string | number | null)[];

/** One kept run; `date` is also the name of its file. */
function run(date: string, rows: readonly Row[]): Record<string, string> {
  return {
    [`results/${date}.json`]: JSON.stringify({ about: { date, ...ABOUT }, columns: COLUMNS, rows }),
  };
}

/** HS256 beside the textbook on all the runtimes that the target is for. */
function verify(
  ratio: number,
  runtimes: readonly string[] = ['node20', 'node22', 'node24'],
): Row[] {
  return runtimes.flatMap((runtime) => [
    [
      'token',
      runtime,
      'HS256, each token once: pyramidion',
      'ours',
      'CPU µs',
      4 * ratio,
      1,
      9,
      ratio,
      0.5,
    ],
    ['token', runtime, 'HS256, each token once: textbook', 'limit', 'CPU µs', 4, 3, 5, 1, 0.6],
  ]);
}

/** All files that the command writes for these runs. */
function pages(...runs: readonly Record<string, string>[]): Record<string, string> {
  return withFolder(Object.assign({}, ...runs) as Record<string, string>, (folder) => {
    const out = join(folder, 'docs');
    const { status, text } = runNode([
      'bench/page.mjs',
      '--results',
      join(folder, 'results'),
      '--out',
      out,
    ]);
    expect(status, text).toBe(0);
    const names = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    return Object.fromEntries(
      names.map(({ name, parentPath }) => [name, readFileSync(join(parentPath, name), 'utf8')]),
    );
  });
}

const page = (...runs: readonly Record<string, string>[]): string =>
  pages(...runs)['benchmarks.md'] as string;
const rowOf = (text: string, aim: string): string =>
  text.split('\n').find((line) => line.includes(aim)) as string;

const TEXTBOOK = 'HS256 and HS512, each token once: beside the textbook';
const OLDER = '2026-01-02T10:00Z';
const NEWER = '2026-01-02T11:00Z';

describe('the page of benchmarks', { timeout: 60_000 }, () => {
  it('is the same octets for the same figures', () => {
    const runs = [run(OLDER, verify(0.7)), run(NEWER, verify(0.6))];
    const first = pages(...runs);
    expect(Object.keys(first).sort()).toEqual(['benchmarks.md', 'token.svg']);
    expect(pages(...runs)).toEqual(first);
  });

  it('calls a target reached when both runs reached it on every runtime', () => {
    expect(rowOf(page(run(OLDER, verify(0.75)), run(NEWER, verify(0.6))), TEXTBOOK)).toMatch(
      /\| 0\.75 \(node2\d\) \| 0\.6 \(node2\d\) \| reached \|$/,
    );
  });

  it('calls a target missed when one of the runs missed it on one runtime', () => {
    const mixed = [...verify(0.5, ['node20', 'node22']), ...verify(0.751, ['node24'])];
    for (const runs of [
      [run(OLDER, mixed), run(NEWER, verify(0.5))],
      [run(OLDER, verify(0.5)), run(NEWER, mixed)],
    ]) {
      expect(rowOf(page(...runs), TEXTBOOK)).toMatch(/0\.751 \(node24\).*\*\*missed\*\* \|$/);
    }
  });

  it('does not call a target reached on runtimes where it was not measured', () => {
    const text = page(run(OLDER, verify(0.5)), run(NEWER, verify(0.5, ['node20', 'node24'])));
    expect(rowOf(text, TEXTBOOK)).toMatch(/not measured on node22 \| not measured \|$/);
  });

  it('says of a target without rows that it was not measured', () => {
    expect(
      rowOf(page(run(OLDER, verify(0.5)), run(NEWER, verify(0.5))), 'import of the front door'),
    ).toMatch(/\| not measured \|$/);
  });

  it('judges how many times faster than a peer, and the worst of several rows', () => {
    const beside = (what: string, ours: number, theirs: number): Row[] => [
      [
        'token',
        'node20',
        `${what}, each token once: pyramidion`,
        'ours',
        'CPU µs',
        ours,
        1,
        9,
        0.5,
        1,
      ],
      [
        'token',
        'node20',
        `${what}, each token once: fast-jwt, no cache`,
        'peer',
        'CPU µs',
        theirs,
        1,
        9,
        2,
        1,
      ],
    ];
    const rows = [...beside('HS256', 2, 8), ...beside('HS512', 2, 3)];
    expect(rowOf(page(run(NEWER, rows)), 'faster than fast-jwt, no cache')).toMatch(
      /1\.5 \(node20, HS512, each token once: pyramidion\).*\*\*missed\*\* \|$/,
    );
  });

  it('takes what a server adds for no less than two equal servers differ by, and for no less than nothing', () => {
    const added = (who: string, role: string, median: number): Row => [
      'http',
      'node24',
      `express 5, Bearer, repeated tokens: ${who}`,
      role,
      'added CPU µs',
      median,
      -9,
      9,
      null,
      null,
    ];
    const judged = (ours: number, again: number): string => {
      const rows = [
        added('pyramidion', 'ours', ours),
        added('express-jwt, KeyObject', 'peer', 12),
        added('no authentication, again', 'also', again),
      ];
      return rowOf(page(run(NEWER, rows)), 'adds less than express-jwt, KeyObject');
    };
    expect(judged(1, -4)).toContain('| 3 (node24)');
    expect(judged(-2, 0)).toContain('| 6 (node24)');
    expect(judged(2, 1)).toContain('| 6 (node24)');
    const share: Row = [
      'http',
      'node24',
      'node:http, cookie, repeated tokens: pyramidion, share',
      'also',
      '% of a request',
      -30,
      -40,
      9,
      null,
      null,
    ];
    expect(rowOf(page(run(NEWER, [share])), 'node:http, repeated tokens')).toMatch(
      /\| 30 \(node24.*\*\*missed\*\* \|$/,
    );
  });

  it('judges the steepest step of a line', () => {
    const point = (x: number, median: number): Row => [
      'growth',
      'node20',
      `growth, policies, ${x} policies: pyramidion`,
      'ours',
      'CPU µs',
      median,
      1,
      9,
      null,
      null,
    ];
    const rows = [point(1, 2), point(2, 4), point(8, 40)];
    expect(rowOf(page(run(NEWER, rows)), 'policies: steepest step')).toMatch(
      /\| 2\.5 \(node20\).*\*\*missed\*\* \|$/,
    );
  });

  it('lists every row of ours where a peer took less, and no other', () => {
    const ahead = (median: number): Row[] => [
      ...verify(0.5, ['node20']),
      ['token', 'node20', 'HS256, each token once: somebody', 'peer', 'CPU µs', median, 1, 9, 1, 1],
    ];
    const section = (text: string): string =>
      text.slice(text.indexOf('## Where we are not first'), text.indexOf('## Tokens'));
    expect(section(page(run(NEWER, ahead(1.9))))).toContain('| 2; somebody 1.9 |');
    expect(section(page(run(OLDER, ahead(1.9)), run(NEWER, ahead(2.1))))).toContain(
      '| 2; somebody 1.9 | 2; nobody |',
    );
    expect(section(page(run(NEWER, ahead(2.1))))).toContain('No peer was ahead');
    // That the limit takes less still hides no peer.
    const slow = [...verify(1.2, ['node20']), ...ahead(4.5).slice(2)];
    expect(section(page(run(NEWER, slow)))).toContain('| 4.8; somebody 4.5 |');
  });

  it('compares the newest run with the last one that is an hour older', () => {
    const text = page(
      run('2026-01-02T09:00Z', verify(0.9)),
      run(OLDER, verify(0.7)),
      run('2026-01-02T10:30Z', verify(0.8)),
      run(NEWER, verify(0.6)),
    );
    expect(rowOf(text, TEXTBOOK)).toMatch(/\| 0\.7 \(node2\d\) \| 0\.6 \(node2\d\) \|/);
  });

  it('draws ours beside the limit, for light and for dark', () => {
    const svg = pages(run(NEWER, verify(0.6)))['token.svg'] as string;
    expect(svg).toMatch(/^<svg [^>]+>[\s\S]+<\/svg>\n$/);
    expect(svg).toContain('prefers-color-scheme:dark');
    const widths = [...svg.matchAll(/class="bar (\w+)"[^>]*? width="([\d.]+)"/g)].map(
      ([, role, width]) => [role, Number(width)] as const,
    );
    expect(widths.map(([role]) => role)).toEqual(['ours', 'limit']);
    expect((widths[0]?.[1] as number) / (widths[1]?.[1] as number)).toBeCloseTo(0.6, 1);
  });
});
