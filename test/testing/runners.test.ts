import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestRunner } from '../../src/testing.ts';
import { adapterContract, contractCases } from '../../src/testing.ts';
import { bun, findBun, needs } from '../support/needs.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'pyramidion-runners-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Builds a test file that gives a runner to the contract; the runner stays outside. */
async function buildFor(runner: string): Promise<string> {
  const source = join(folder, `${runner.replace(':', '-')}.ts`);
  writeFileSync(
    source,
    `import * as runner from '${runner}';
    import * as adapter from '${ROOT}/src/adapters/node.ts';
    import { adapterContract } from '${ROOT}/src/testing.ts';
    import { mountNode } from '${ROOT}/test/adapters/mounts/node.ts';
    adapterContract(runner, mountNode(adapter));`,
  );
  const bundle = await rolldown({
    input: source,
    platform: 'node',
    tsconfig: false,
    external: [/^node:/, /^bun:/],
  });
  const file = source.replace('.ts', '.test.mjs');
  await bundle.write({ file });
  await bundle.close();
  return file;
}

function run(command: string, args: readonly string[]): { status: number | null; text: string } {
  // Without the variable the audit is as strict as in production.
  const env = { ...process.env, NODE_ENV: '', NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    env,
    cwd: folder,
  });
  return { status, text: stdout + stderr };
}

describe('the contract by node --test', () => {
  it('runs every rule', async () => {
    const { status, text } = run(process.execPath, ['--test', await buildFor('node:test')]);
    expect(text).toMatch(new RegExp(`pass ${contractCases.length}\\b`));
    expect([status, /fail 0\b/.test(text)]).toEqual([0, true]);
  });
});

needs(bun())('the contract by bun test', () => {
  it('runs every rule', async () => {
    const { status, text } = run(findBun() as string, ['test', await buildFor('bun:test')]);
    expect(text).toMatch(new RegExp(`\\b${contractCases.length} pass`));
    expect(status).toBe(0);
  });
});

describe('adapterContract', () => {
  const declared: string[] = [];
  const hooks = { beforeAll, afterAll } satisfies Partial<TestRunner>;
  const runner: TestRunner = { ...hooks, test: (name) => declared.push(name) };
  const mount = () => Promise.resolve({ port: 0, close: () => undefined });

  it('declares one test for each rule', () => {
    adapterContract({ before: () => {}, after: () => {}, test: runner.test }, mount);
    expect(declared).toEqual(contractCases.map(({ name }) => name));
    expect(new Set(declared).size).toBe(declared.length);
  });

  it('throws for a reason that names no rule', () => {
    expect(() => adapterContract(runner, mount, { 'a rule of long ago': 'why' })).toThrow(
      'is no rule of the contract',
    );
  });

  it('throws for a runner without hooks', () => {
    expect(() => adapterContract({ test: () => {} }, mount)).toThrow('neither beforeAll');
  });
});
