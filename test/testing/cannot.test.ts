import { describe, expect, it } from 'vitest';
import * as adapter from '../../src/adapters/node.ts';
import type { TestRunner } from '../../src/testing.ts';
import { adapterContract, contractCases } from '../../src/testing.ts';
import { mountNode } from '../adapters/mounts/node.ts';

/**
 * Runs the tests that the contract declares for an adapter without a fault, and returns the errors.
 */
async function errorsWith(cannot: Record<string, string>): Promise<Record<string, string>> {
  const tests: [name: string, run: () => Promise<void>][] = [];
  const hooks: (() => Promise<void>)[] = [];
  const runner: TestRunner = {
    test: (...declared) => tests.push(declared),
    before: (hook) => hooks.push(hook),
    after: (hook) => hooks.push(hook),
  };
  adapterContract(runner, mountNode(adapter), cannot);
  const errors: Record<string, string> = {};
  await hooks[0]?.();
  for (const [name, run] of tests)
    await run().catch((error: unknown) => {
      errors[name] = (error as Error).message;
    });
  await hooks[1]?.();
  return errors;
}

describe('a reason in cannot', () => {
  it('is out of date if the rule is kept', async () => {
    const [rule] = contractCases;
    const name = rule?.name as string;
    expect(await errorsWith({ [name]: 'the framework forbids it' })).toEqual({
      [`cannot be kept (the framework forbids it): ${name}`]:
        'The rule is kept: take it out of cannot (the framework forbids it).',
    });
  });

  it('is not needed by an adapter without a fault', async () => {
    expect(await errorsWith({})).toEqual({});
  });
});
