/** Runs the checks of the built package on a runtime, bundled as an application would be. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { ROOT } from '../build.mjs';
import { runtime } from './binaries.mjs';

const SECONDS = 120;
/** @param {number} port of a server that the worker may connect to */
const configOf = (port) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.mjs")],
  bindings = [(name = "self", service = "main"), (name = "port", text = "${port}")],
  compatibilityDate = "2026-10-01"
);
`;

/**
 * Bundles a program as an application would be.
 *
 * @param {string} input path below the repository
 * @param {string} out
 */
export async function bundle(input, out) {
  const bundled = await rolldown({
    input: join(ROOT, input),
    cwd: ROOT,
    // A bundler for browsers would write NODE_ENV into the code, and ini files are read on a
    // server.
    platform: 'neutral',
    external: [/^node:/, /^cloudflare:/, 'ini'],
    logLevel: 'silent',
    resolve: { conditionNames: ['workerd', 'worker', 'import', 'default'] },
  });
  await bundled.write({ file: out, format: 'esm', codeSplitting: false });
  await bundled.close();
}

/**
 * Starts workerd in a folder with its modules.
 *
 * @param {string} folder
 * @param {string} config
 */
export function startWorkerd(folder, config) {
  writeFileSync(join(folder, 'config.capnp'), config);
  const { command, args } = runtime('workerd');
  const server = spawn(command, [...args, 'config.capnp', '--control-fd=3'], {
    cwd: folder,
    stdio: ['ignore', 2, 2, 'pipe'],
  });
  const started = new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`workerd ended with status ${code}`)));
    server.stdio[3].once('data', (data) => resolve(JSON.parse(String(data).split('\n')[0]).port));
  });
  return { server, started };
}

async function askWorkerd(folder) {
  const echo = createServer((socket) => void socket.on('error', () => {}).pipe(socket));
  await new Promise((resolve) => echo.listen(0, '127.0.0.1', resolve));
  const { server, started } = startWorkerd(folder, configOf(echo.address().port));
  try {
    const port = await started;
    const signal = AbortSignal.timeout(SECONDS * 1000);
    const answer = await fetch(`http://127.0.0.1:${port}/`, { signal });
    return await answer.json();
  } finally {
    server.kill();
    echo.close();
  }
}

function print(name, permissions, file) {
  const { command, args } = runtime(name);
  const { stdout, stderr } = spawnSync(command, [...args, ...permissions, file], {
    encoding: 'utf8',
    timeout: SECONDS * 1000,
    env: { ...process.env, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' },
  });
  const line = stdout.trim().split('\n').at(-1);
  if (!line.startsWith('{')) throw new Error(`no results: ${stderr}`);
  return JSON.parse(line);
}

/**
 * @param {string} name one of `RUNTIMES`
 * @param {readonly string[]} permissions arguments of `deno run`
 * @returns {Promise<Record<string, string | null>>} each check and why it failed, or null
 */
export async function runChecksOn(name, permissions = []) {
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-runtimes-'));
  try {
    const file = name === 'workerd' ? 'worker.mjs' : 'print-checks.mjs';
    await bundle(join('tools/runtimes', file), join(folder, file));
    if (name === 'workerd') return await askWorkerd(folder);
    return print(name, permissions, join(folder, file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {Record<string, string | null>} results of `runChecksOn`
 * @returns {string[]} a sentence for each check that failed; one if there was no check
 */
export function failedChecks(results) {
  const checks = Object.entries(results);
  if (checks.length === 0) return ['it ran no check'];
  return checks.flatMap(([what, message]) => (message === null ? [] : [`${what}: ${message}`]));
}
