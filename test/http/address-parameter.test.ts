import { describe, expect, it } from 'vitest';
import { valuesOf, withoutParameter } from '../../src/http/address-parameter.ts';

describe('valuesOf', () => {
  it.each([
    ['/', []],
    ['/?', []],
    ['/a?ticket=x', ['x']],
    ['/a?b=1&ticket=x&c', ['x']],
    ['/a?ticket=x&ticket=y', ['x', 'y']],
    ['/a?ticket=x&%74icket=y', ['x', 'y']],
    ['/a?ticket', ['']],
    ['/a?ticket=', ['']],
    ['/a?Ticket=x&ticket[]=y&tickets=z', []],
    ['/a?ticket=a%2Eb+c', ['a.b c']],
    ['/a?ticket=%', ['%']],
    ['/a?b=/c?ticket=x', []],
    ['/a?ticket=x#?ticket=y', ['x']],
    ['/ticket=x', []],
    ['', []],
    ['http://host/a?ticket=x', ['x']],
  ])('reads the parameter of %j', (url, values) => {
    expect(valuesOf(url, 'ticket')).toEqual(values);
  });
});

describe('withoutParameter', () => {
  it.each([
    ['/a', '/a'],
    ['/a?ticket=x', '/a'],
    ['/a?b=%20+1&ticket=x&c', '/a?b=%20+1&c'],
    ['/a?ticket=x&b=1&%74icket=y', '/a?b=1'],
    ['/a?ticket=x#part', '/a#part'],
    ['/a?b=ticket&ticket', '/a?b=ticket'],
    ['/a?b=/c?ticket=x', '/a?b=/c?ticket=x'],
  ])('takes it out of %j and leaves the rest as it was', (url, rest) => {
    expect(withoutParameter(url, 'ticket')).toBe(rest);
    expect(valuesOf(rest, 'ticket')).toEqual([]);
  });
});
