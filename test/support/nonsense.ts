/** What code of an application may return by mistake, and what it may throw. */

type Then = (take: (value: never) => void, fail: (error: unknown) => void) => void;

function thenable(then: Then): Promise<never> {
  // oxlint-disable-next-line unicorn/no-thenable -- a foreign promise is what is made
  return { then } as unknown as Promise<never>;
}

/** An object with a `then` method that is no Promise: of another library, or of another realm. */
export function foreign<T>(value: T): Promise<T> {
  return thenable((take) => void setTimeout(() => take(value as never), 1));
}

/** The same, but rejected. */
export function foreignRejection(error: unknown): Promise<never> {
  return thenable((_, fail) => void setTimeout(() => fail(error), 1));
}

/** An object whose `then` throws. */
export function brokenThenable(): Promise<never> {
  return thenable(() => {
    throw new Error('a broken then');
  });
}

/** A proxy that throws at every question, as a revoked one does. */
export function unreadable(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Values that no function of an application is documented to return. */
export const NONSENSE: readonly (readonly [name: string, value: unknown])[] = [
  ['undefined', undefined],
  ['a number', 7],
  ['an empty string', ''],
  ['true', true],
  ['false', false],
  ['an empty object', {}],
  ['an object with the code of an error', { code: 'token_expired' }],
  ['a function', () => []],
  ['a symbol', Symbol('x')],
  ['a Map', new Map([['role:admin', true]])],
  ['an object whose then throws', brokenThenable()],
];

/** Those values also as promises; a fresh one for each call. */
export const NONSENSE_SOON_OR_LATER: readonly (readonly [name: string, make: () => unknown])[] =
  NONSENSE.flatMap(([name, value]) => [
    [name, () => value],
    [`a promise of ${name}`, async () => value],
    [`a foreign promise of ${name}`, () => foreign(value)],
  ]);

export const DOWN: Error = new Error('the database is down');

/** The ways in which a function fails; each makes a function. */
export const FAILURES: readonly (readonly [name: string, fail: () => never])[] = (
  [
    [
      'throws',
      () => {
        throw DOWN;
      },
    ],
    [
      'throws an object that throws when it is read',
      () => {
        throw unreadable();
      },
    ],
    ['rejects', async () => Promise.reject(DOWN)],
    ['rejects a foreign promise', () => foreignRejection(DOWN)],
    [
      'throws a string',
      () => {
        // oxlint-disable-next-line typescript/only-throw-error -- applications do that
        throw 'down';
      },
    ],
    [
      'throws undefined',
      () => {
        // oxlint-disable-next-line typescript/only-throw-error -- applications do that
        throw undefined;
      },
    ],
    [
      'throws null',
      () => {
        // oxlint-disable-next-line typescript/only-throw-error -- applications do that
        throw null;
      },
    ],
  ] as const
).map(([name, fail]) => [name, fail as () => never]);
