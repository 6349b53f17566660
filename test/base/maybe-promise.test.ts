import { describe, expect, it } from 'vitest';
import {
  ignoreRejection,
  isPromise,
  runMaybeAsync,
  whenReady,
} from '../../src/base/maybe-promise.ts';
import { foreign } from '../support/nonsense.ts';

const seven = foreign(7);

const failing = (): never => {
  throw new Error('no');
};

describe('isPromise', () => {
  it.each([
    ['a promise', Promise.resolve(7), true],
    ['a foreign object with a then method', seven, true],
    ['a number', 7, false],
    ['null', null, false],
    ['undefined', undefined, false],
    // oxlint-disable-next-line unicorn/no-thenable -- what is tested
    ['an object whose then is no function', { then: 7 }, false],
    ['a function', () => 7, false],
  ])('says of %s: %j', (_, value, expected) => {
    expect(isPromise(value as never)).toBe(expected);
  });
});

describe('ignoreRejection', () => {
  it('keeps a rejection from ending the process', async () => {
    const rejections: unknown[] = [];
    const keep = (error: unknown): void => void rejections.push(error);
    process.on('unhandledRejection', keep);
    ignoreRejection(Promise.reject(new Error('no')));
    // Node reports an unhandled rejection after the microtasks of the turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', keep);
    expect(rejections).toEqual([]);
  });

  it.each([undefined, 7, {}])('does nothing with %j', (value) => {
    expect(() => ignoreRejection(value)).not.toThrow();
  });
});

describe('whenReady', () => {
  it('passes a value on at once', () => {
    expect(whenReady(7, (value) => value + 1)).toBe(8);
  });

  it.each([
    ['a promise', Promise.resolve(7)],
    ['a foreign promise', seven],
  ])('waits for %s', async (_, value) => {
    const result = whenReady(value, (ready) => ready + 1);
    expect(result).toBeInstanceOf(Promise);
    expect(await result).toBe(8);
  });
});

describe('runMaybeAsync', () => {
  /** Returns what reaches `go`, or the message of what reaches `fail`, whichever comes first. */
  const outcome = (
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

  it('goes on at once with a value', () => {
    let got = 0;
    runMaybeAsync(
      () => 7,
      (answer) => void (got = answer),
      failing,
    );
    expect(got).toBe(7);
  });

  it.each([
    ['a promise', async () => 7],
    ['a foreign promise', () => seven],
  ])('waits for %s', async (_, ask) => {
    expect(await outcome(ask)).toBe(7);
  });

  it.each([
    ['the first step throws', failing, undefined],
    ['the first step rejects', async () => failing(), undefined],
    ['the second step throws', () => 7, failing],
    ['the second step throws after a promise', async () => 7, failing],
    ['the second step rejects', () => 7, async () => failing()],
    ['the second step rejects after a promise', async () => 7, async () => failing()],
  ])('reports the error if %s', async (_, ask, go) => {
    expect(await outcome(ask, go)).toBe('failed: no');
  });
});
