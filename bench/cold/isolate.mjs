/**
 * How long the first verification takes in a cold isolate whose keys come from a shared cache.
 * Usage: node bench/cold/isolate.mjs [ISOLATES], after `npm run build`
 *
 * Measured without and with `await security.ready()` at the start, which reads the cache.
 *
 * Each isolate is a worker thread that loads the package, makes a security with `remoteKeys`, and
 * verifies one token. Its `fetch` throws, and calls of it are counted.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createSecurity, remoteKeys } from '../../dist/index.js';

const AUDIENCE = 'https://api.example.com';

if (isMainThread) await main(Number(process.argv[2] ?? 200));
else parentPort.postMessage(await verifyFirst(workerData));

async function main(isolates) {
  const { testIssuer } = await import('../../dist/testing.js');
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-cold-'));
  const file = join(folder, 'keys.json');
  try {
    const { issuer, fetch, token } = await providerAt(testIssuer);
    // One process has fetched the keys and written the cache.
    const cache = { read: () => null, write: (text) => writeFileSync(file, text) };
    await remoteKeys({ issuer }, { fetch, cache }).ready();
    console.log(`${isolates} cold isolates each, 0 fetches`);
    for (const isReady of [false, true]) {
      const times = { start: [], verification: [] };
      for (let count = 0; count < isolates; count++) {
        const { ok, start, verification, fetches } = await run({ issuer, token, file, isReady });
        if (!ok || fetches > 0) throw new Error(`accepted: ${ok}, fetches: ${fetches}`);
        times.start.push(start);
        times.verification.push(verification);
      }
      console.log(isReady ? 'with ready() at the start' : 'without ready()');
      console.log(`  start: ${summary(times.start)}`);
      console.log(`  first verification: ${summary(times.verification)}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function summary(times) {
  times.sort((a, b) => a - b);
  const at = (part) => times[Math.ceil(part * times.length) - 1].toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms`;
}

async function providerAt(testIssuer) {
  const provider = await testIssuer({
    issuer: 'https://id.example.com',
    claims: { aud: AUDIENCE, sub: 'alice' },
  });
  const { issuer, fetch } = provider;
  return { issuer, fetch, token: await provider.token() };
}

function run(data) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: data });
    let answer;
    worker.once('message', (message) => (answer = message));
    worker.once('error', reject);
    // The next one starts when this one has ended: both would share the processor.
    worker.once('exit', () => resolve(answer));
  });
}

async function verifyFirst({ issuer, token, file, isReady }) {
  let fetches = 0;
  const fetch = () => {
    fetches++;
    throw new Error('no network');
  };
  const cache = { read: () => readFileSync(file, 'utf8'), write() {} };
  const logger = { warn() {}, error() {} };
  const begun = performance.now();
  const keys = remoteKeys({ issuer }, { fetch, cache });
  const security = createSecurity({ keys, audience: AUDIENCE, logger });
  if (isReady) await security.ready();
  const made = performance.now();
  const { ok } = await security.verifyToken(token);
  return { ok, start: made - begun, verification: performance.now() - made, fetches };
}
