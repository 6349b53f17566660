import { afterAll } from 'vitest';

/**
 * Puts back the classes that the server of Hono replaces for the process: other frameworks, whose
 * tests run in it later, do not know them.
 */
export function restoreFetchClasses(): void {
  const { Request, Response } = globalThis;
  afterAll(() => {
    for (const [name, value] of Object.entries({ Request, Response }))
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  });
}
