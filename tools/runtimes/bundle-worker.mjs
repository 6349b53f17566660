/** Bundles a worker with the mounts of the tests. */
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { ROOT } from '../build.mjs';

/**
 * What the mounts import to serve fetch handlers on Node, and what Elysia imports to look into
 * files: no worker uses it.
 */
const NOT_USED = ['@elysiajs/node', '@hono/node-server', 'file-type', 'srvx/node'];
const forWorkers = {
  name: 'for-workers',
  resolveId(id) {
    if (NOT_USED.includes(id)) return `\0${id}`;
    return builtinModules.includes(id) ? { id: `node:${id}`, external: true } : null;
  },
  load: (id) => (NOT_USED.includes(id.slice(1)) ? 'export const node = null, serve = null;' : null),
  // A worker has no address, which the bundler needs to require modules of Node.
  renderChunk: (code) => code.replaceAll('import.meta.url', '"file:///worker.mjs"'),
};

/**
 * @param {string} name a file of this folder
 * @param {string} out the file to write
 * @param {'neutral' | 'node'} platform `node` for what requires modules of Node
 */
export async function bundleWorker(name, out, platform) {
  const bundled = await rolldown({
    input: join(ROOT, 'tools', 'runtimes', name),
    cwd: ROOT,
    platform,
    external: [/^node:/, /^cloudflare:/, 'ini'],
    logLevel: 'silent',
    plugins: [forWorkers],
    resolve: { conditionNames: ['workerd', 'worker'], mainFields: ['module', 'main'] },
  });
  await bundled.write({ file: out, format: 'esm', codeSplitting: false });
  await bundled.close();
}
