/** What having the library costs before it does anything, beside the libraries of the field. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ROOT } from '../../tools/build.mjs';
import { weigh } from '../../tools/weigh.mjs';
import { serve } from '../lib/suite.mjs';
import { rowsOf, shuffled } from '../lib/rounds.mjs';

const LIBRARIES = ['jose', 'fast-jwt', 'jsonwebtoken', 'hono/jwt'];
const ADAPTERS = ['express-jwt', '@fastify/jwt'];
const BENCH = join(ROOT, 'bench');
const REPORT =
  'const { user, system } = process.cpuUsage(); process.stdout.write(String(user + system));';

/** The entry points as they are published; the main one is ours, the others are shown beside it. */
const { name: OWN, exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const entries = Object.entries(exports)
  .filter(([path]) => path !== './package.json')
  .map(([path, { default: file }]) => ({
    who: path === '.' ? OWN : `${OWN}${path.slice(1)}`,
    role: path === '.' ? 'ours' : 'also',
    url: pathToFileURL(join(ROOT, file)).href,
  }));

await serve(async (brief) => {
  const rounds = brief === 'once' ? 1 : brief ? 5 : 11;
  return [...importing(rounds), ...(await bundled())];
});

/** The CPU of a process that imports one thing, less that of one that imports nothing. */
function importing(rounds) {
  const { url } = entries.find(({ role }) => role === 'ours');
  // What is loaded only when it is needed has to be paid for as well.
  const first = `import { randomBytes } from 'node:crypto'; import { createSecurity } from '${url}';
    createSecurity({ privateKey: randomBytes(64), expiration: '15m' }).verifyToken('');`;
  const subjects = [
    ...entries.map(({ who, role, url: from }) => ({ who, role, code: `import '${from}';` })),
    { who: `${OWN}, first security made`, role: 'also', code: first },
    ...[...LIBRARIES, ...ADAPTERS].map((who) => ({ who, role: 'peer', code: `import '${who}';` })),
  ];
  const figures = new Map(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++) {
    const nothing = cpuOf('');
    for (const subject of shuffled(subjects))
      figures.get(subject).push((cpuOf(subject.code) - nothing) / 1000);
  }
  return rowsOf('import', 'CPU ms', figures);
}

function cpuOf(code) {
  const argv = ['--input-type=module', '--eval', `${code}\n${REPORT}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: BENCH,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${code}: ${stderr}`);
  return Number(stdout);
}

/** An entry point or package with all that it imports, whether the application uses it or not. */
async function bundled() {
  const peers = LIBRARIES.map((who) => ({ who, role: 'peer', url: import.meta.resolve(who) }));
  const figures = new Map();
  for (const subject of [...entries, ...peers])
    figures.set(subject, [await weigh(fileURLToPath(subject.url), [/^node:/])]);
  return rowsOf('bundled, brotli', 'B', figures);
}
