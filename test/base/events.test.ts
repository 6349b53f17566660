import { describe, expect, it, vi } from 'vitest';
import type { SecurityEvent } from '../../src/base/events.ts';
import { createEmitter } from '../../src/base/events.ts';

const EVENT: SecurityEvent = { event: 'principal_dropped', code: null, reason: 'dropped' };

describe('an emitter', () => {
  it('hands an event to every subscriber, in order', () => {
    const seen: [number, SecurityEvent][] = [];
    createEmitter([(event) => void seen.push([1, event]), (event) => void seen.push([2, event])])(
      EVENT,
    );
    expect(seen).toEqual([
      [1, EVENT],
      [2, EVENT],
    ]);
  });

  it('drops the error of a subscriber and goes on with the next', () => {
    const next = vi.fn();
    const failing = (): never => {
      throw new Error('the log is full');
    };
    expect(() => createEmitter([failing, next])(EVENT)).not.toThrow();
    expect(next).toHaveBeenCalledWith(EVENT);
  });

  it('drops the rejection of an asynchronous subscriber, which would end the process', async () => {
    const rejections: unknown[] = [];
    const keep = (error: unknown): void => void rejections.push(error);
    process.on('unhandledRejection', keep);
    const rejecting = (async () => Promise.reject(new Error('the log is full'))) as () => void;
    createEmitter([rejecting])(EVENT);
    // Node reports an unhandled rejection after the microtasks of the turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', keep);
    expect(rejections).toEqual([]);
  });
});
