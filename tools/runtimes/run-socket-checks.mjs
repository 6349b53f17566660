/** Runs the checks of sockets against `examples/sockets-elsewhere` on a runtime. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SECRET } from './assert.mjs';
import { runtime } from './binaries.mjs';
import { bundle, startWorkerd } from './run-checks.mjs';
import { socketChecks } from './socket-checks.mjs';

/** The runtimes with sockets of their own, and the file of the example that serves them. */
const FILES = { bun: 'bun.ts', deno: 'deno.ts', workerd: 'worker.ts' };
const PERMISSIONS = { deno: ['--allow-net', '--allow-env'] };
const SECONDS = 20;

const CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "server.mjs")],
  bindings = [(name = "JWT_PRIVATE_KEY", text = "${SECRET}")],
  compatibilityDate = "2026-10-01"
);
`;

/** The first line of output has the address. */
function start(name, file) {
  const { command, args } = runtime(name);
  const server = spawn(command, [...args, ...(PERMISSIONS[name] ?? []), file, '0'], {
    stdio: ['ignore', 'pipe', 2],
    env: { ...process.env, JWT_PRIVATE_KEY: SECRET, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' },
  });
  const signal = AbortSignal.timeout(SECONDS * 1000);
  const started = once(server.stdout, 'data', { signal }).then(([data]) =>
    Number(/:(\d+)\s/.exec(String(data))?.[1]),
  );
  return { server, started };
}

/**
 * @param {string} name one of `RUNTIMES`
 * @returns {Promise<Record<string, string | null> | null>} each check and why it failed, or null;
 *   null if the runtime has the sockets of Node
 */
export async function runSocketChecksOn(name) {
  if (!(name in FILES)) return null;
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-sockets-'));
  const file = join(folder, 'server.mjs');
  await bundle(join('examples/sockets-elsewhere', FILES[name]), file);
  const { server, started } = name === 'workerd' ? startWorkerd(folder, CONFIG) : start(name, file);
  try {
    const port = await started;
    // A worker begins with its first request, and its store knows no token from before.
    const origin = `http://127.0.0.1:${port}`;
    await fetch(`${origin}/login/bob`, { method: 'POST', headers: { origin } });
    return await together(socketChecks(port));
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** At the same time, because most of them wait for the end of a token. */
async function together(checks) {
  const results = Object.entries(checks).map(async ([what, check]) => [
    `sockets: ${what}`,
    await check().then(
      () => null,
      (error) => `${error.name}: ${error.message}`,
    ),
  ]);
  return Object.fromEntries(await Promise.all(results));
}
