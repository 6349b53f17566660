/**
 * Runs the contract of adapters on workerd: each application is a worker with a socket of its own,
 * without and with an `onRefused`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runtime } from './binaries.mjs';
import { bundleWorker } from './bundle-worker.mjs';

/** Milliseconds that a request may take: all applications start at once. */
const PATIENCE = 30_000;
const ON_NODE = 'contract-worker-node.mjs';
const TWO_COOKIES = {
  'answers 400 to the session cookies of two users in two headers':
    'Workers join the two by a comma: the answer is 401',
};
const NODE_RULES = {
  ...TWO_COOKIES,
  'answers 400 to a repeated Authorization header': 'node:http of Workers keeps the first alone',
  'answers 400 to two credentials in one Authorization header':
    'node:http of Workers keeps what is before the comma',
};

/** By worker and entry point, how it is mounted, with the rules that cannot be kept. */
const WORKERS = {
  'contract-worker.mjs': {
    elysia: { 'once, without AOT': TWO_COOKIES, 'twice, without AOT': TWO_COOKIES },
    fetch: { once: TWO_COOKIES, twice: TWO_COOKIES },
    h3: {
      'once, answers by values': TWO_COOKIES,
      'once, answers by responses': TWO_COOKIES,
      'twice, answers by responses': TWO_COOKIES,
    },
    hono: {
      'once, answers by helpers': TWO_COOKIES,
      'twice, answers by helpers': TWO_COOKIES,
      'twice, answers by responses': TWO_COOKIES,
    },
  },
  [ON_NODE]: {
    express: { 'version 5, twice': NODE_RULES, 'version 4, once': NODE_RULES },
    fastify: { twice: NODE_RULES },
    koa: { 'once, answers by body': NODE_RULES, 'twice, answers by node': NODE_RULES },
    nest: { 'on Express, once': NODE_RULES, 'on Fastify, twice': NODE_RULES },
    node: { twice: NODE_RULES },
  },
};

/** Why other entry points are not tried on workerd. */
export const WITHOUT = {
  next: 'the server of Next.js starts as a program of Node',
  sveltekit: 'its contract is built with the adapter for Node',
};

/** The applications of a worker. */
const applicationsOf = (entryPoints) =>
  Object.entries(entryPoints).flatMap(([name, mounts]) =>
    Object.entries(mounts).map(([how, cannot]) => ({ name, how, cannot, id: `${name}: ${how}` })),
  );
const quoted = (text) => JSON.stringify(text);
const serviceOf = (id, refuses) => `${id}, ${refuses ? 'with' : 'without'} onRefused`;

function configOf(worker, applications) {
  const workers = applications.flatMap(({ id }) =>
    [false, true].map((refuses) => ({ id, refuses, service: quoted(serviceOf(id, refuses)) })),
  );
  const lines = (lineOf) => workers.map(lineOf).join('\n');
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
${lines(({ service }, at) => `    (name = ${service}, worker = .worker${at}),`)}
  ],
  sockets = [
${lines(({ service }) => `    (name = ${service}, address = "127.0.0.1:0", http = (), service = ${service}),`)}
  ]
);
${lines(
  ({ id, refuses }, at) => `const worker${at} :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "${worker}")],
  bindings = [(name = "mount", text = ${quoted(id)}), (name = "refuses", json = "${refuses}")],
  compatibilityDate = "2026-10-01"
);`,
)}
`;
}

/** Starts workerd; `portOf` waits for the socket of a service. */
function startWorkerd(folder) {
  const { command, args } = runtime('workerd');
  const server = spawn(command, [...args, 'config.capnp', '--control-fd=3'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ports = new Map();
  let [text, log] = ['', ''];
  let wake = () => {};
  let hasEnded = false;
  server.stderr.on('data', (data) => {
    log += data;
  });
  server.stdio[3].on('data', (data) => {
    text += data;
    const lines = text.split('\n');
    text = lines.pop();
    for (const line of lines) {
      const { socket, port } = JSON.parse(line);
      ports.set(socket, port);
    }
    wake();
  });
  server.once('exit', () => {
    hasEnded = true;
    wake();
  });
  const portOf = async (service) => {
    while (!ports.has(service)) {
      if (hasEnded) throw new Error(`workerd has ended: ${log.slice(0, 2000)}`);
      await new Promise((resolve) => {
        const before = wake;
        wake = () => (before(), resolve());
      });
    }
    return ports.get(service);
  };
  return { portOf, end: () => server.kill() };
}

/** Runs the tests of one application, one after the other. */
async function runContract(adapterContract, { name, how, cannot, id }, portOf) {
  const start = [];
  const tests = [];
  const runner = {
    beforeAll: (run) => start.push(run),
    afterAll: () => {},
    test: (title, run) => tests.push({ title, run }),
  };
  const mount = async (_security, _routes, { onRefused }) => ({
    port: await portOf(serviceOf(id, onRefused !== undefined)),
    patience: PATIENCE,
    close() {},
  });
  adapterContract(runner, mount, cannot);
  for (const run of start) await run();
  const results = [];
  for (const { title, run } of tests) {
    const message = await run().then(
      () => null,
      (error) => String(error?.message),
    );
    const status = message === null ? 'passed' : 'failed';
    const file = `test/adapters/${name}.test.ts`;
    results.push({ file, groups: [`on Workers, mounted ${how}`], title, status, message });
  }
  return results;
}

async function runWorker(worker, adapterContract) {
  const applications = applicationsOf(WORKERS[worker]);
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-contract-'));
  try {
    await bundleWorker(worker, join(folder, worker), worker === ON_NODE ? 'node' : 'neutral');
    writeFileSync(join(folder, 'config.capnp'), configOf(worker, applications));
    const { portOf, end } = startWorkerd(folder);
    try {
      const runs = applications.map((one) => runContract(adapterContract, one, portOf));
      return (await Promise.all(runs)).flat();
    } finally {
      end();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @returns {Promise<{ file: string, groups: string[], title: string, status: string,
 *   message: string | null }[]>} the tests, as `runTestsOn` returns them, with their messages
 */
export async function runContractOnWorkerd() {
  // What is built is loaded late: other tools read this file before it is there.
  const { adapterContract } = await import('../../dist/testing.js');
  const results = [];
  for (const worker of Object.keys(WORKERS))
    results.push(...(await runWorker(worker, adapterContract)));
  return results;
}
