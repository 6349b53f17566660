import { describe, expect, it } from 'vitest';
import { LoginBrake } from '../../examples/reports/login-brake.ts';

const HERE = '192.0.2.1';

function setUp(): {
  brake: LoginBrake;
  wait: (seconds: number) => void;
  guess: (times: number, name?: string) => number[];
} {
  let now = 1_700_000_000_000;
  const brake = new LoginBrake(30, () => now);
  return {
    brake,
    wait: (seconds) => void (now += seconds * 1000),
    guess: (times, name = 'bob') => Array.from({ length: times }, () => brake.begin(name, HERE)),
  };
}

describe('the login brake', () => {
  it('lets five wrong passwords pass, and then asks for a pause', () => {
    const { guess } = setUp();
    expect(guess(7)).toEqual([0, 0, 0, 0, 0, 30, 30]);
  });

  it('checks one password after each pause, and doubles the next pause up to 16 minutes', () => {
    const { guess, wait } = setUp();
    guess(5);
    const pauses = Array.from({ length: 8 }, () => {
      const [pause = 0] = guess(1);
      wait(pause - 1);
      expect(guess(1)).toEqual([1]);
      wait(1);
      expect(guess(1)).toEqual([0]);
      return pause;
    });
    expect(pauses).toEqual([30, 60, 120, 240, 480, 960, 960, 960]);
  });

  it('forgets the wrong passwords after the right one', () => {
    const { brake, guess } = setUp();
    guess(4);
    expect(guess(1)).toEqual([0]);
    brake.succeed('bob', HERE);
    expect(guess(6)).toEqual([0, 0, 0, 0, 0, 30]);
  });

  it('locks neither other users nor other addresses out', () => {
    const { brake, guess } = setUp();
    guess(6);
    expect([guess(1, 'alice'), brake.begin('bob', '192.0.2.2')]).toEqual([[0], 0]);
    expect(brake.begin('2.1 bob', '192.0.')).toBe(0);
  });

  it('remembers the last 10,000 only, so that guesses take no memory without end', () => {
    const { brake, guess } = setUp();
    guess(6);
    for (let user = 0; user < 9_999; user++) brake.begin(`user ${user}`, HERE);
    expect(guess(1)).toEqual([30]);
    brake.begin('one more', HERE);
    expect(guess(1)).toEqual([0]);
  });
});
