/** The page of benchmarks and its plots, from the runs that were kept and nothing else. */
import { byRuntime, groupsOf } from './groups.mjs';
import { plot } from './plot.mjs';
import { both, number, table } from './words.mjs';

/** The runtime whose figures are shown beside the others. */
const SHOWN = 'node24';

/** The sections of the page, and the groups of rows that are plotted. */
const SUITES = {
  token: {
    title: 'Tokens',
    says: 'Verifying and signing. The limit is the textbook (`node:crypto` and `JSON.parse`, no claim checked), or `crypto.verify` with a parsed payload.',
    plotted: /^HS256, (each|repeated|signing)/,
  },
  http: {
    title: 'Whole requests',
    says: 'What authentication and one decision add to the CPU time of a request on the same server without them. Only ours writes `Vary`.',
    plotted: /^(node:http|express 5|fetch), header, repeated/,
  },
  acl: {
    title: 'Decisions',
    says: 'One decision by access control list. The limit is a plain loop that checks and explains nothing.',
    plotted: /^(3 × 5|20,000) ACEs/,
  },
  reject: {
    title: 'Refusing',
    says: 'Refusing tokens. The limit is what accepting a good one costs.',
    plotted: /(bad signature|no dots|unknown kid|64 KB without dots)$/,
  },
  weight: {
    title: 'Weight',
    says: 'CPU time of an import, bytes of a bundle, packages that come along.',
  },
};

/**
 * @param {ReturnType<typeof import('../lib/record.mjs').kept>} runs one or two, the older first
 * @returns {Map<string, string>} path under `docs/` to text
 */
export function pageOf(runs) {
  if (runs.length === 0) throw new Error('Nothing was kept yet: npm run bench -- --keep');
  const files = new Map();
  const sections = Object.entries(SUITES).flatMap(([suite, { title, says, plotted }]) => {
    const newest = runs.at(-1).rows.filter((row) => row.suite === suite);
    const runtimes = [...new Set(newest.map(({ runtime }) => runtime))].sort(byRuntime);
    if (runtimes.length === 0) return [];
    const shown = runtimes.includes(SHOWN) ? SHOWN : runtimes[0];
    const groups = runs.map((run) => groupsOf(run, suite, shown));
    const parts = [`## ${title}\n`, `${says}\n`];
    const drawn = [...groups.at(-1).values()].filter(
      ({ what, unit }) => plotted?.test(what) && (unit !== 'CPU µs') === (suite === 'http'),
    );
    if (drawn.length > 0) {
      files.set(`benchmarks/${suite}.svg`, plot(`${title} on ${shown}`, drawn));
      parts.push(`![${title} on ${shown}](benchmarks/${suite}.svg)\n`);
    }
    parts.push(`### Beside the limit and the other libraries, ${shown}\n`, besideTable(groups));
    const growth = growthTable(groups.at(-1));
    if (growth !== null) parts.push(`### What grows, ${shown}, newer run\n`, growth);
    if (runtimes.length > 1)
      parts.push('### On each runtime, newer run\n', runtimesTable(runs.at(-1), suite, runtimes));
    return [parts.join('\n')];
  });
  files.set('benchmarks.md', [head(runs), ...sections, about(runs)].join('\n'));
  return files;
}

const nameOf = ({ what, unit }, who) => `${what}${who === 'pyramidion' ? '' : `: ${who}`}, ${unit}`;
const isOurs = ({ role }) => role === 'ours';

/** A row for each of ours; a group without ours has one row. */
function besideTable(groups) {
  const newest = groups.at(-1);
  const rows = [...newest].flatMap(([key, group]) => {
    if (group.point !== null) return [];
    const mine = group.rows.filter(isOurs);
    const limit = group.rows.find(({ role }) => role === 'limit');
    const others = group.rows
      .filter(({ role }) => role === 'peer' || role === 'also')
      .sort((a, b) => a.median - b.median);
    return (mine.length > 0 ? mine : [{ who: 'pyramidion' }]).map(
      ({ who, role, median }, index) => {
        const inRuns = (column) => {
          const found = groups.map(
            (one) => one.get(key)?.rows.find((row) => row.who === who)?.[column],
          );
          return found.every((value) => (value ?? null) === null) ? '–' : both(found);
        };
        const ahead = (other) => role === 'ours' && other.role === 'peer' && other.median < median;
        const figures = others.map((other) => {
          const figure = `${other.who} ${number(other.median)}`;
          return ahead(other) ? `**${figure}**` : figure;
        });
        const toLimit =
          limit === undefined
            ? '–'
            : `${inRuns('ratioToLimit')} (${limit.who} ${number(limit.median)})`;
        return [
          nameOf(group, who),
          inRuns('median'),
          toLimit,
          inRuns('ratioToBestPeer'),
          figures.join(' · '),
        ];
      },
    );
  });
  return table(['what', 'pyramidion', 'of the limit', 'of the best peer', 'others'], rows);
}

/** A row for each line: all its points. */
function growthTable(groups) {
  const lines = new Map();
  for (const { point, unit, rows } of groups.values()) {
    if (point === null) continue;
    for (const { who, median } of rows) {
      const name = `${point.axis}, ${unit}`;
      const key = JSON.stringify([name, who]);
      if (!lines.has(key)) lines.set(key, [name, who, []]);
      lines.get(key)[2].push(`${point.x} ${number(median)}`);
    }
  }
  if (lines.size === 0) return null;
  const rows = [...lines.values()].map(([name, who, points]) => [name, who, points.join(' · ')]);
  return table(['what grows', '', 'figures'], rows);
}

function runtimesTable(run, suite, runtimes) {
  const all = runtimes.map((runtime) => groupsOf(run, suite, runtime));
  const first = new Map(all.toReversed().flatMap((groups) => [...groups]));
  const rows = [...first].flatMap(([key, group]) =>
    group.rows
      .filter((row) => isOurs(row) && group.point === null)
      .map(({ who }) => {
        const cells = all.map((groups) => {
          const row = groups.get(key)?.rows.find((one) => one.who === who);
          return row === undefined
            ? 'not measured'
            : [row.median, row.ratioToLimit, row.ratioToBestPeer].map(number).join(' · ');
        });
        return [nameOf(group, who), ...cells];
      }),
  );
  return table(['ours · of the limit · of the best peer', ...runtimes], rows);
}

const day = (date) => `${date.slice(0, 10)}, ${date.slice(11, 16)} UTC`;

function head(runs) {
  const apart =
    runs.length === 1
      ? 'one run only'
      : `two runs, begun ${(Date.parse(runs[1].date) - Date.parse(runs[0].date)) / 60_000} minutes apart`;
  return `# Benchmarks

<!-- Generated by npm run bench:page from bench/results: do not edit. -->

${runs.map(({ date }) => day(date)).join(' and ')}: ${apart}.
How it is measured is in [bench/README.md](../bench/README.md). Each token is a new string, a figure is CPU time of all threads,
a ratio is the median of the ratios of interleaved rounds: below 1, ours takes less. Trust the ratios; microseconds belong to one
machine and one hour. Two figures in one cell are the older and the newer run; a library in **bold** takes less than ours.
`;
}

function about(runs) {
  const named = (kind) => [...new Set(runs.flatMap((run) => Object.keys(run[kind])))].sort();
  const rows = ['machine', 'runtimes', 'packages'].flatMap((kind) =>
    named(kind).map((name) => [name, ...runs.map((run) => String(run[kind][name] ?? '–'))]),
  );
  return `## Machine and versions\n\n${table(['', ...runs.map(({ date }) => day(date))], rows)}`;
}
