import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Fingerprinter } from '../../src/sessions/fingerprint.ts';
import { RevokedState } from '../../src/sessions/revoked.ts';
import { Upkeep } from '../../src/sessions/upkeep.ts';
import { memoryStore } from '../../src/stores/memory/memory-store.ts';

function upkeep() {
  const state = new RevokedState(new Fingerprinter(), false);
  const sweep = vi.spyOn(state, 'sweep');
  return { upkeep: new Upkeep(memoryStore(), state, () => Date.now()), sweep };
}

describe('Upkeep', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('runs each second once it was started, and then by its timer only', () => {
    const { upkeep: own, sweep } = upkeep();
    own.start();
    vi.advanceTimersByTime(3000);
    own.runIfLate();
    expect(sweep).toHaveBeenCalledTimes(3);
    own.close();
    vi.advanceTimersByTime(3000);
    expect(sweep).toHaveBeenCalledTimes(3);
  });

  it('runs at most once a second when it is called, if it was not started', () => {
    const { upkeep: own, sweep } = upkeep();
    own.runIfLate();
    expect(sweep).not.toHaveBeenCalled();
    vi.advanceTimersByTime(5000);
    own.runIfLate();
    own.runIfLate();
    expect(sweep).toHaveBeenCalledTimes(1);
    own.close();
  });
});
