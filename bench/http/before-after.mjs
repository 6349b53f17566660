/**
 * What authentication adds to a request now, beside what it added in another commit: servers of
 * both builds, and two without authentication, in the same rounds.
 * Usage: node bench/http/before-after.mjs BASE_COMMIT [--runtime node20,…|current] [--brief]
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { withBuilds } from '../../tools/builds.mjs';
import { ensureInstalled } from '../../tools/ensure-installed.mjs';
import { runtimesNamed } from '../../tools/runtimes/measured.mjs';
import { ensureLoadGenerator } from './contender.mjs';
import { measureServers } from './measure.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runtime: { type: 'string', default: 'current' },
    brief: { type: 'boolean', default: false },
    /** Set for the process of one runtime: the folders of the builds. */
    dists: { type: 'string' },
  },
});
const [commit] = positionals;

if (values.dists !== undefined) await compare(JSON.parse(values.dists));
else if (commit === undefined) {
  console.error(
    'usage: node bench/http/before-after.mjs BASE_COMMIT [--runtime node20,…] [--brief]',
  );
  process.exitCode = 2;
} else {
  ensureLoadGenerator();
  ensureInstalled(fileURLToPath(new URL('..', import.meta.url)));
  await withBuilds(commit, async (dists) => {
    for (const { name, version, command, args } of runtimesNamed(values.runtime.split(','))) {
      console.log(`\n${name} ${version}, CPU µs of a request, before: ${commit}\n`);
      const own = [fileURLToPath(import.meta.url), '--dists', JSON.stringify(dists)];
      const argv = [...args, ...own, ...(values.brief ? ['--brief'] : [])];
      const { status } = spawnSync(command, argv, { stdio: ['ignore', 1, 2] });
      if (status !== 0) process.exitCode = 1;
    }
  });
}

async function compare({ before, after }) {
  const subjects = [
    { who: 'before', role: 'ours', dist: before },
    { who: 'after', role: 'peer', dist: after },
    { who: 'after, vary: false', role: 'peer', dist: after, vary: false },
  ].map((subject) => ({ ...subject, is: 'pyramidion' }));
  const pace = values.brief
    ? { rounds: 3, batchMs: 40, warmUps: 1 }
    : { rounds: 15, batchMs: 40, warmUps: 2 };
  console.log('| repeated token | | µs | times before |\n| --- | --- | ---: | ---: |');
  for (const [framework, name] of Object.entries({ node: 'node:http', fetch: 'fetch' })) {
    for (const carrier of ['header', 'cookie']) {
      const field = { name, framework, carrier, kinds: ['repeated'] };
      // `vary` is an option of the header policy.
      const asked = carrier === 'header' ? subjects : subjects.slice(0, 2);
      for (const row of await measureServers({ ...field, subjects: asked }, pace)) {
        const what = `${row.unit === 'CPU µs' ? '' : 'added: '}${row.who}`;
        const cells = [`${name}, ${carrier}`, what, row.median.toFixed(2)];
        console.log(`| ${cells.join(' | ')} | ${row.timesOurs?.toFixed(2) ?? ''} |`);
      }
    }
  }
}
