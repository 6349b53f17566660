/** What `npm run test:runtimes -- --keep` records of the entry points, for docs/frameworks.md. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../build.mjs';
import { RUNTIMES } from './binaries.mjs';

const RESULTS = join(ROOT, 'docs', 'frameworks', 'results.json');
const TESTS = 'test/adapters/';
const CANNOT = /^cannot be kept \((.*)\): (.*?)$/s;

/** The packages beside which each entry point was tested. */
const PACKAGES = {
  elysia: ['elysia', '@elysiajs/node'],
  express: ['express', 'express4'],
  fastify: ['fastify'],
  h3: ['h3', 'srvx'],
  hono: ['hono', '@hono/node-server'],
  koa: ['koa', '@koa/router'],
  mcp: ['@modelcontextprotocol/sdk'],
  nest: [
    '@nestjs/core',
    '@nestjs/platform-express',
    '@nestjs/platform-fastify',
    '@nestjs/graphql',
    '@nestjs/websockets',
  ],
  next: ['next'],
  'socket.io': ['socket.io'],
  sveltekit: ['@sveltejs/kit'],
  trpc: ['@trpc/server'],
  ws: ['ws'],
};

/**
 * @typedef {{ kept: number, cannot: Record<string, string> }} Mount of the contract: the rules that
 *   cannot be kept, each with its reason
 * @typedef {{ passed: number, differs: Record<string, string> }} Own the tests that an entry point
 *   has beside the contract: those that fail on a runtime, each with its reason
 * @typedef {{ mounts: Record<string, Mount>, sockets?: Record<string, Mount>, own: Own }}
 *   EntryPoint `sockets` for those that keep the contract for sockets
 */

/** What the examples with packages of their own depend on. */
const examples = () =>
  readdirSync(join(ROOT, 'examples'))
    .filter((name) => existsSync(join(ROOT, 'examples', name, 'package-lock.json')))
    .map((name) => readJson('examples', name, 'package.json'))
    .map(({ dependencies, devDependencies }) => ({ ...devDependencies, ...dependencies }));

const readJson = (...path) => JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));

/** @returns {string[]} the entry points of frameworks, without `./` */
export function frameworkNames() {
  const { exports } = readJson('package.json');
  return Object.entries(exports)
    .filter(([, target]) => JSON.stringify(target).includes('/adapters/'))
    .map(([name]) => name.slice(2))
    .toSorted();
}

/**
 * The entry point of a test file, or the example on the kit, which is what else keeps the contract;
 * null for tests of what several of them share.
 */
function subjectOf(file, names, isRule) {
  const server = names.find((one) => file === `test/frameworks/${one}.ts`);
  if (server !== undefined) return server;
  if (!file.startsWith(TESTS)) return null;
  const path = file.slice(TESTS.length);
  const name = names.find((one) => path === `${one}.test.ts` || path.startsWith(`${one}/`));
  return name ?? (isRule ? path.replace(/\.test\.ts$/, '') : null);
}

/**
 * Sorts the tests of a run by entry point or example, mount and rule.
 *
 * @param {readonly { file: string, groups: string[], title: string, status: string }[]} tests
 * @param {readonly string[]} rules of the contract
 * @param {(test: string) => string | null} reasonOf why a test may fail, or null
 * @param {readonly string[]} socketRules of the contract for sockets
 * @returns {Record<string, EntryPoint>} by the name of each entry point
 */
export function recordOf(tests, rules, reasonOf, socketRules = []) {
  const names = frameworkNames();
  const found = {};
  for (const { file, groups, title, status } of tests) {
    const [, because, rule = title] = CANNOT.exec(title) ?? [];
    const isOfSockets = socketRules.includes(rule);
    const name = subjectOf(file, names, isOfSockets || rules.includes(rule));
    if (name === null || !['passed', 'failed'].includes(status)) continue;
    const entry = (found[name] ??= { mounts: {}, own: { passed: 0, differs: {} } });
    const reason = status === 'passed' ? because : reasonOf([file, ...groups, title].join(' > '));
    if (!isOfSockets && !rules.includes(rule)) {
      if (status === 'passed') entry.own.passed++;
      else entry.own.differs[title] = reason ?? 'unknown';
      continue;
    }
    const mounts = isOfSockets ? (entry.sockets ??= {}) : entry.mounts;
    const mount = (mounts[groups.join(', ')] ??= { kept: 0, cannot: {} });
    if (status === 'passed' && because === undefined) mount.kept++;
    else mount.cannot[rule] = reason ?? 'unknown';
  }
  return found;
}

/** @returns {object} what was recorded before; nothing if there is no record */
export function readResults() {
  const none = { rules: [], packages: {}, runtimes: {} };
  return existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : none;
}

const sorted = (object, order) =>
  Object.fromEntries(
    Object.entries(object).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b)),
  );

/**
 * Records what was found on some runtimes; what was recorded of the others stays.
 *
 * @param {{ rules: readonly string[], socketRules: readonly string[] }} contracts their rules
 * @param {Record<string, Record<string, EntryPoint>>} found by the name of each runtime
 * @param {boolean} isPart whether some entry points alone were run, so that the others stay too
 */
export function writeResults(contracts, found, isPart) {
  const names = frameworkNames();
  const installed = Object.assign(readJson('package.json').devDependencies, ...examples());
  const binaries = readJson('ci', 'runtimes', 'package.json').optionalDependencies;
  const { runtimes } = readResults();
  for (const [runtime, ran] of Object.entries(found)) {
    const entryPoints = isPart ? { ...runtimes[runtime]?.entryPoints, ...ran } : ran;
    const version = binaries[runtime].split('@').at(-1);
    const order = [...names, ...Object.keys(entryPoints).toSorted()];
    runtimes[runtime] = { version, entryPoints: sorted(entryPoints, order) };
  }
  const packages = Object.fromEntries(
    names.map((name) => {
      const of = (PACKAGES[name] ?? []).filter((one) => one in installed);
      return [name, Object.fromEntries(of.map((one) => [one, versionOf(installed[one])]))];
    }),
  );
  const results = { ...contracts, packages, runtimes: sorted(runtimes, RUNTIMES) };
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
}

const versionOf = (range) => range.split('@').at(-1);
