import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DUPLICATE, readCookie, readCookies } from '../../src/http/cookie-header.ts';

const NAME = '__Host-Authorization';
const octets = "!#$%&'()*+-./0123456789:<=>?@ABCXYZ[]^_`abcxyz{|}~".split('');
const value = fc.string({ unit: fc.constantFrom(...octets), maxLength: 12 });
const blanks = fc.string({ unit: fc.constantFrom(' ', '\t'), maxLength: 3 });
const otherName = fc.oneof(
  fc.constantFrom(
    `x${NAME}`,
    `${NAME}x`,
    NAME.toLowerCase(),
    'Authorization',
    `${NAME}${NAME}`,
    '',
    '-',
  ),
  fc.string({ unit: fc.constantFrom('a', 'A', '-', '_'), maxLength: 5 }),
);
/** A pair of another name or without one; its value may contain our name. */
const otherPair = fc.oneof(
  fc
    .tuple(otherName, fc.oneof(value, fc.constant(NAME), fc.constant(`${NAME}=evil`)))
    .map(([name, text]) => `${name}=${text}`),
  fc.constantFrom(NAME, '', `x ${NAME}=evil`, `=${NAME}=evil`),
);

describe('readCookie', () => {
  it.each([
    [`${NAME}=abc`, 'abc'],
    [`a=1; ${NAME}=abc; b=2`, 'abc'],
    [`a=1;${NAME}=abc;b=2`, 'abc'],
    [`a=1;\t ${NAME} \t=\t abc \t; b=2`, 'abc'],
    [`${NAME}=`, ''],
    [`${NAME}=;`, ''],
    [`${NAME}= `, ''],
    [`${NAME}=a=b==`, 'a=b=='],
    [`${NAME}="abc"`, '"abc"'],
    [`${NAME}=%41b`, '%41b'],
    [`${NAME}=\u00a0a\u00a0`, '\u00a0a\u00a0'],
    [`${NAME}=a b`, 'a b'],
    [`a=${NAME}=evil; ${NAME}=good`, 'good'],
  ])('reads from %j the value %j exactly as it was sent', (header, expected) => {
    expect(readCookie(header, NAME)).toBe(expected);
  });

  it.each([
    '',
    'a=1',
    NAME,
    `${NAME};`,
    `${NAME.toLowerCase()}=abc`,
    `x${NAME}=abc`,
    `${NAME}x=abc`,
    `a=${NAME}=abc`,
    `=${NAME}=abc`,
    `\u00a0${NAME}=abc`,
    `${NAME}\u00a0=abc`,
    `a=1, ${NAME}=abc`,
    'Authorization=abc',
    `__Host-%41uthorization=abc`,
  ])('returns null for %j', (header) => {
    expect(readCookie(header, NAME)).toBeNull();
  });

  it('returns null without a header, and for an empty list of fields', () => {
    expect(readCookie(undefined, NAME)).toBeNull();
    expect(readCookie([], NAME)).toBeNull();
  });

  it('does not confuse a cookie with the prefixed cookie whose name ends alike', () => {
    expect(readCookie(`${NAME}=abc`, 'Authorization')).toBeNull();
  });

  it('reads several fields as one list', () => {
    expect(readCookie(['a=1', `${NAME}=abc`, 'b=2'], NAME)).toBe('abc');
    expect(readCookie([`${NAME}=`, 'b=2'], NAME)).toBe('');
  });

  it.each([
    [[`${NAME}=a; ${NAME}=b`]],
    [[`${NAME}=a; ${NAME}=a`]],
    [[`${NAME}=; ${NAME}=b`]],
    [[`${NAME}=a;x=1;${NAME}\t=`]],
    [[`${NAME}=a`, `${NAME}=b`]],
    [[`${NAME}=`, 'x=1', `${NAME}=b`]],
    [[`${NAME}=a`, 'x=1', `${NAME}=b`, 'y=1']],
  ])('returns DUPLICATE if the cookie occurs twice: %j', (fields) => {
    expect(readCookie(fields, NAME)).toBe(DUPLICATE);
    expect(readCookie(fields.join('; '), NAME)).toBe(DUPLICATE);
  });

  it('returns null, the value or DUPLICATE by the number of occurrences, with any spacing, neighbours and fields', () => {
    const own = fc.record({ before: blanks, after: blanks, lead: blanks, trail: blanks, value });
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ arbitrary: otherPair, weight: 3 }, own), { maxLength: 7 }),
        fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
        (pairs, breaks) => {
          const fields: string[] = [''];
          pairs.forEach((pair, i) => {
            const text =
              typeof pair === 'string'
                ? pair
                : `${pair.before}${NAME}${pair.after}=${pair.lead}${pair.value}${pair.trail}`;
            if (breaks[i]) fields.push(text);
            else fields[fields.length - 1] += `;${text}`;
          });
          const ours = pairs.filter((pair) => typeof pair !== 'string');
          const expected = ours.length > 1 ? DUPLICATE : (ours[0]?.value ?? null);
          expect(readCookie(fields, NAME)).toBe(expected);
          expect(readCookie(fields.join(';'), NAME)).toBe(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('readCookies', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['b=1', []],
    ['a=1; b=2; a=3', ['1', '3']],
    [
      ['a=1', 'b=2; \ta = 3\t', 'a'],
      ['1', '3'],
    ],
    ['A=1; aa=2; x=a=3; a="4 5"', ['"4 5"']],
    ['a=b=c; a=', ['b=c', '']],
  ])('reads of %j the values %j', (header, values) => {
    expect(readCookies(header, 'a')).toEqual(values);
  });

  it('agrees with readCookie on every header', () => {
    const piece = fc.constantFrom('a', '=', ';', ' ', 'b', '\t', '"', 'aa');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const header = pieces.join('');
        const all = readCookies(header, 'a');
        const one = readCookie(header, 'a');
        if (one === DUPLICATE) return all.length > 1;
        return one === null ? all.length === 0 : all.length === 1 && all[0] === one;
      }),
      { numRuns: 3000 },
    );
  });
});
