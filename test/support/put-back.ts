import { afterAll, expect } from 'vitest';

/**
 * Runs around each test file. Files share a process, so one that leaves something of it replaced
 * would change the tests of another: it fails itself, by name.
 */
const SHARED = ['Request', 'Response', 'Headers', 'fetch', 'Date', 'setTimeout', 'setInterval'];

const before = SHARED.map((name) => [name, Reflect.get(globalThis, name)] as const);

afterAll(() => {
  const replaced = before.filter(([name, value]) => Reflect.get(globalThis, name) !== value);
  for (const [name, value] of replaced)
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  expect(
    replaced.map(([name]) => name),
    'left replaced by this file, for the files after it',
  ).toEqual([]);
});
