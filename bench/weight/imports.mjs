/** The CPU that an import takes, in processes that do nothing else. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { rowsOf, shuffled } from '../lib/rounds.mjs';
import { ADAPTERS, doors, LIBRARIES } from './doors.mjs';

/** Where the names of packages are looked up. */
const HERE = fileURLToPath(new URL('..', import.meta.url));
const REPORT = 'const { user, system } = process.cpuUsage(); process.stdout.write(String(user + system));';

/**
 * @param {number} rounds in each of them every import is made once, beside a process that imports nothing
 */
export function importing(rounds) {
  const subjects = [
    ...ours(),
    ...[...LIBRARIES, ...ADAPTERS].map((who) => ({ who, role: 'peer', code: `import ${JSON.stringify(who)};` })),
  ];
  const figures = new Map(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++) {
    const nothing = cpuOf('');
    for (const subject of shuffled(subjects)) figures.get(subject).push((cpuOf(subject.code) - nothing) / 1000);
  }
  return rowsOf('import', 'CPU ms', figures);
}

/** What is loaded only when it is needed has to be paid for too, so that the first security is shown beside the bare import. */
function ours() {
  const found = doors().map(({ who, role, url }) => ({ who, role, code: `import ${JSON.stringify(url)};` }));
  const { url } = doors().find(({ role }) => role === 'ours');
  const first = `import { randomBytes } from 'node:crypto'; import { createSecurity } from ${JSON.stringify(url)};
    createSecurity({ privateKey: randomBytes(64), expiration: '15m' }).verifyToken('');`;
  return [...found, { who: 'pyramidion, first security made', role: 'also', code: first }];
}

function cpuOf(code) {
  const argv = ['--input-type=module', '--eval', `${code}\n${REPORT}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: HERE, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${code}: ${stderr}`);
  return Number(stdout);
}
