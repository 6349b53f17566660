import { describe, expect, it } from 'vitest';
import { isPromise } from '../../src/base/maybe-promise.ts';
import { runMaybeAsync } from '../../src/base/maybe-promise.ts';

// oxlint-disable-next-line unicorn/no-thenable -- that is what is handed in
const foreign = {
  then: (take: (value: number) => void) => void setTimeout(() => take(7), 1),
} as unknown as Promise<number>;

/** What is told to `go` or to `fail`, whichever is sooner. */
const told = (
  ask: () => number | Promise<number>,
  go: (answer: number) => unknown = () => undefined,
) =>
  new Promise((resolve) => {
    runMaybeAsync(
      ask,
      (answer) => {
        const done = go(answer);
        if (done === undefined) resolve(answer);
        return done;
      },
      (error) => resolve(`failed: ${(error as Error).message}`),
    );
  });
const thrown = (): never => {
  throw new Error('no');
};

describe('an answer', () => {
  it('is gone on with at once where it is there', () => {
    let got = 0;
    runMaybeAsync(
      () => 7,
      (answer) => {
        got = answer;
      },
      thrown,
    );
    expect(got).toBe(7);
  });

  it('is waited for, whoever made the promise', async () => {
    expect([await told(async () => 7), await told(() => foreign)]).toEqual([7, 7]);
    expect([isPromise(foreign), isPromise(7), isPromise(null as never)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('that is thrown or refused is told, and so is what comes of going on with it', async () => {
    const failures = [
      told(thrown),
      told(async () => thrown()),
      told(() => 7, thrown),
      told(async () => 7, thrown),
      told(
        () => 7,
        async () => thrown(),
      ),
    ];
    expect(await Promise.all(failures)).toEqual(Array(5).fill('failed: no'));
  });
});
