import { describe, expect, it } from 'vitest';
import { parseDuration, timeSpan } from '../../src/options/duration.ts';

describe('parseDuration', () => {
  it.each([
    [0, 0],
    [900, 900],
    [0.5, 0.5],
    [1e12, 1e12],
    ['900', 900],
    ['0', 0],
    ['90s', 90],
    ['15m', 900],
    ['2h', 7200],
    ['14d', 1_209_600],
    ['2w', 1_209_600],
    ['1000000000000', 1e12],
  ])('reads %j as %d seconds', (value, seconds) => {
    expect(parseDuration(value)).toBe(seconds);
  });

  it.each([
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e12 + 1,
    '',
    '-1',
    '1.5h',
    '1e3',
    '15 m',
    ' 15m',
    '15m\n',
    '15M',
    '15 minutes',
    '1h30m',
    'm',
    '1000000000001',
    '9999999999999w',
    'never',
    null,
    undefined,
    [],
    {},
    900n,
  ])('returns null for %s', (value) => {
    expect(parseDuration(value)).toBeNull();
  });
});

describe('timeSpan', () => {
  it.each([
    [0, '0 seconds'],
    [1.9, '1 second'],
    [119, '119 seconds'],
    [720, '12 minutes'],
    [7200, '2 hours'],
    [259_200, '3 days'],
  ])('says %d seconds as %s', (seconds, text) => expect(timeSpan(seconds)).toBe(text));
});
