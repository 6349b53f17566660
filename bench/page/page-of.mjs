/** The page of benchmarks and its plots, from the runs that were kept and nothing else. */
import { byRuntime, groupsOf } from './groups.mjs';
import { plot } from './plot.mjs';
import { both, number, table } from './words.mjs';

/** The runtime that is shown beside the limit and the other libraries. */
const SHOWN = 'node24';

/** The sections of the page, and the groups of rows that are plotted. */
const SUITES = {
  token: {
    title: 'Tokens',
    about:
      'Verifying and signing. The limit is the textbook (`node:crypto`, `JSON.parse`, no claim ' +
      'checked), or `crypto.verify` and parsing the payload.',
    plotted: /^HS256, (each|repeated|signing)/,
  },
  http: {
    title: 'Whole requests',
    about:
      'What authentication and one decision add to the CPU time of a request on the same server ' +
      'without them. Ours also writes `Vary`; the others leave it to the application.',
    plotted: /^(node:http|express 5|fetch), header, repeated/,
  },
  acl: {
    title: 'Decisions',
    about: 'One decision. The limit is a plain loop that checks and explains nothing.',
    plotted: /^(3 × 5|20,000) ACEs/,
  },
  reject: {
    title: 'Refusing',
    about: 'Refusing tokens. The limit is what accepting a good one costs.',
    plotted: /(bad signature|no dots|unknown kid|64 KB without dots)$/,
  },
  weight: { title: 'Weight', about: 'CPU time of an import, and bytes of a bundle.' },
};

/**
 * @param {ReturnType<typeof import('../lib/record.mjs').kept>} runs one or two, the older first
 * @returns {Map<string, string>} path under `docs/` to text
 */
export function pageOf(runs) {
  if (runs.length === 0) throw new Error('No run was kept yet: npm run bench -- --keep');
  const files = new Map();
  const parts = [head(runs)];
  for (const [suite, { title, about, plotted }] of Object.entries(SUITES)) {
    const measured = runs.at(-1).rows.filter((row) => row.suite === suite);
    const runtimes = [...new Set(measured.map(({ runtime }) => runtime))].sort(byRuntime);
    if (runtimes.length === 0) continue;
    const shown = runtimes.includes(SHOWN) ? SHOWN : runtimes[0];
    const groups = runs.map((run) => groupsOf(run, suite, shown));
    const drawn = [...groups.at(-1).values()].filter(
      ({ what, rows }) => plotted?.test(what) && rows.some(({ role }) => role === 'ours'),
    );
    parts.push(`## ${title}\n`, `${about}\n`);
    if (drawn.length > 0) {
      const path = `benchmarks/${suite}.svg`;
      files.set(path, plot(`${title} on ${shown}`, drawn));
      parts.push(`![${title} on ${shown}](${path})\n`);
    }
    parts.push(`### ${title} on ${shown}\n`, besideTable(groups), growthTable(groups.at(-1)));
    const all = runtimes.map((runtime) => groupsOf(runs.at(-1), suite, runtime));
    if (all.length > 1) parts.push('### On each runtime, newer run\n', eachTable(all, runtimes));
  }
  files.set('benchmarks.md', [...parts, versions(runs)].filter((part) => part !== '').join('\n'));
  return files;
}

const nameOf = ({ what, unit }, { who }) =>
  `${what}${who === 'pyramidion' ? '' : `: ${who}`}, ${unit}`;
const oursIn = ({ rows }) => rows.filter(({ role }) => role === 'ours');
const isNone = (value) => value === null || value === undefined;

/** A row for each of ours, the first of which has the others beside it. */
function besideTable(groups) {
  const rows = [...groups.at(-1)].flatMap(([key, group]) => {
    if (group.point !== null) return [];
    const limit = group.rows.find(({ role }) => role === 'limit');
    const mine = oursIn(group);
    const others = group.rows
      .filter(({ role }) => role === 'peer' || role === 'also')
      .sort((a, b) => a.median - b.median)
      .map(({ who, role, median }) => {
        const figure = `${who} ${number(median)}`;
        return role === 'peer' && median < mine[0]?.median ? `**${figure}**` : figure;
      });
    return (mine.length > 0 ? mine : [{ who: 'pyramidion' }]).map(({ who }, index) => {
      const inRuns = (column) => {
        const found = groups.map((one) => one.get(key)?.rows.find((row) => row.who === who));
        const values = found.map((row) => row?.[column]);
        return values.every(isNone) ? '–' : both(values);
      };
      const beside = limit === undefined ? '' : ` (${limit.who} ${number(limit.median)})`;
      const ratios = [inRuns('ratioToLimit') + beside, inRuns('ratioToBestPeer')];
      return [
        nameOf(group, { who }),
        inRuns('median'),
        ...ratios,
        index === 0 ? others.join(' · ') : '',
      ];
    });
  });
  return table(['what', 'pyramidion', 'of the limit', 'of the best peer', 'others'], rows);
}

/** A row for each line: all its points. */
function growthTable(groups) {
  const lines = new Map();
  for (const { point, unit, rows } of groups.values()) {
    if (point === null) continue;
    for (const { who, median } of rows) {
      const key = `${point.axis} ${who}`;
      if (!lines.has(key)) lines.set(key, [`${point.axis}, ${unit}`, who, []]);
      lines.get(key)[2].push(`${point.x}: ${number(median)}`);
    }
  }
  const rows = [...lines.values()].map(([what, who, points]) => [what, who, points.join(' · ')]);
  return rows.length === 0 ? '' : table(['what grows', '', 'newer run'], rows);
}

function eachTable(all, runtimes) {
  const known = new Map(all.flatMap((groups) => [...groups]));
  const rows = [...known].flatMap(([key, group]) =>
    oursIn(group).flatMap((own) => {
      if (group.point !== null) return [];
      const cells = all.map((groups) => {
        const row = groups.get(key)?.rows.find(({ who }) => who === own.who);
        return [row?.median, row?.ratioToLimit, row?.ratioToBestPeer].map(number).join(' · ');
      });
      return [[nameOf(group, own), ...cells]];
    }),
  );
  return table(['ours · of the limit · of the best peer', ...runtimes], rows);
}

const day = (date) => `${date.slice(0, 10)}, ${date.slice(11, 16)} UTC`;

function head(runs) {
  return `# Benchmarks

<!-- Generated by npm run bench:page from bench/results: do not edit. -->

Measured on ${runs.map(({ date }) => day(date)).join(' and again on ')}.
[bench/README.md](../bench/README.md) says how. Each token is a new string, a figure is CPU time of
all threads, and a ratio is the median of the ratios of interleaved rounds: below 1, ours takes less.
Trust the ratios; microseconds belong to one machine and one hour. Two figures in one cell are the
older and the newer run; the others are of the newer run, and those in **bold** take less than ours.
`;
}

function versions(runs) {
  const rows = ['machine', 'runtimes', 'packages'].flatMap((kind) => {
    const names = [...new Set(runs.flatMap((run) => Object.keys(run[kind])))];
    return names.map((name) => [name, ...runs.map((run) => String(run[kind][name] ?? '–'))]);
  });
  return `## Machine and versions\n\n${table(['', ...runs.map(({ date }) => day(date))], rows)}`;
}
