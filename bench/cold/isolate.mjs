/**
 * How long the first verification takes in a cold isolate whose keys come from a shared cache.
 * Usage: node bench/cold/isolate.mjs [ISOLATES], after `npm run build`
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
const LIMIT = 10;

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
    const times = { start: [], verification: [] };
    for (let count = 0; count < isolates; count++) {
      const { ok, start, verification, fetches } = await run({ issuer, token, file });
      if (!ok || fetches > 0) throw new Error(`accepted: ${ok}, fetches: ${fetches}`);
      times.start.push(start);
      times.verification.push(verification);
    }
    console.log(`${isolates} cold isolates, 0 fetches`);
    console.log(`remoteKeys and createSecurity: ${summary(times.start)}`);
    console.log(`first verification: ${summary(times.verification)} (limit of p99: ${LIMIT} ms)`);
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
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

async function verifyFirst({ issuer, token, file }) {
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
  const made = performance.now();
  const { ok } = await security.verifyToken(token);
  return { ok, start: made - begun, verification: performance.now() - made, fetches };
}
