import { describe, expect, it } from 'vitest';
import { inForce, nextEnd } from '../../src/security/grants.ts';

const grants = {
  all: ['a', 'b', 'a', 'c'],
  ends: [
    { at: 0, until: 100 },
    { at: 3, until: 200 },
  ],
};

describe('principals that end', () => {
  it('are in force until their time, and not at it', () => {
    expect(inForce(grants, 99)).toEqual(['a', 'b', 'a', 'c']);
    expect(inForce(grants, 100)).toEqual(['b', 'a', 'c']);
    expect(inForce(grants, 200)).toEqual(['b', 'a']);
  });

  it('have ended if the clock returns no number', () => {
    expect(inForce(grants, Number.NaN)).toEqual(['b', 'a']);
  });

  it('have a next end, which is never once all have ended', () => {
    expect([0, 100, 200].map((now) => nextEnd(grants, now))).toEqual([100, 200, Infinity]);
  });
});
