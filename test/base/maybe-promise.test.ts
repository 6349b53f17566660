import { describe, expect, it } from 'vitest';
import {
  ignoreRejection,
  isPromise,
  runReporting,
  whenReady,
} from '../../src/base/maybe-promise.ts';
import { foreign, foreignRejection } from '../support/nonsense.ts';

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

describe('runReporting', () => {
  it('runs at once and reports nothing if nothing fails', async () => {
    const errors: unknown[] = [];
    let ran = 0;
    runReporting(
      () => ++ran,
      (error) => errors.push(error),
    );
    runReporting(
      async () => ++ran,
      (error) => errors.push(error),
    );
    expect(ran).toBe(2);
    await new Promise((resolve) => setImmediate(resolve));
    expect(errors).toEqual([]);
  });

  it.each([
    ['is thrown', failing],
    ['is the rejection of a promise', async () => failing()],
    ['is the rejection of a foreign promise', () => foreignRejection(new Error('no'))],
  ])('reports an error that %s', async (_, run) => {
    const error = await new Promise((resolve) => runReporting(run, resolve));
    expect((error as Error).message).toBe('no');
  });

  it.each([
    [
      'is thrown',
      () => {
        throw undefined;
      },
    ],
    ['is the reason of a rejection', () => Promise.reject()],
  ])('reports an Error if undefined %s', async (_, run) => {
    expect(await new Promise((resolve) => runReporting(run, resolve))).toBeInstanceOf(Error);
  });
});
