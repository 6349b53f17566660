import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWebob, writeWebob } from '../../src/authn/webob.ts';

const token = fc.string({
  unit: fc.constantFrom(...'ABCXYZabcxyz0189-_.'.split('')),
  maxLength: 40,
});
const refused = expect.objectContaining({ ok: false, code: 'token_malformed' });
const encode = (text: string) =>
  Buffer.from(text).toString('base64').replaceAll('+', '-').replaceAll('/', '_');

describe('the cookie value of pyramid_jwt (format webob)', () => {
  it.each([
    // Made with Python: base64.urlsafe_b64encode(json.dumps(token).encode())
    ['eyJ', 'ImV5SiI='],
    ['a', 'ImEi'],
    ['ab.c-_', 'ImFiLmMtXyI='],
    ['a.b.', 'ImEuYi4i'],
    ['abc.def', 'ImFiYy5kZWYi'],
    ['eyJh.eyJz.ab', 'ImV5SmguZXlKei5hYiI='],
    ['ab', 'ImFiIg=='],
  ])('of the token %s is %s, written and read', (text, value) => {
    expect(writeWebob(text)).toBe(value);
    expect(readWebob(value)).toBe(text);
  });

  it('is read as the token that was written', () => {
    fc.assert(fc.property(token, (text) => readWebob(writeWebob(text)) === text));
  });

  it('is the padded base64url of the JSON string', () => {
    fc.assert(fc.property(token, (text) => writeWebob(text) === encode(JSON.stringify(text))));
  });

  it.each([
    ['the padding left out', 'ImFiIg'],
    ['half the padding left out', 'ImFiIg='],
    ['too much padding', 'ImFiIg==='],
    ['padding where none is needed', 'ImEi='],
    ['unused bits set', 'ImFiIh=='],
    ['characters after it', 'ImFiIg==ImFi'],
    ['a character outside of the alphabet', 'ImFi!Ig=='],
    ['double quotes around it', '"ImFiIg=="'],
    ['the token itself', 'eyJh.eyJz.ab'],
    ['the base64url of the token itself', encode('eyJh.eyJz.ab')],
    ['a JSON number', encode('4')],
    ['JSON null', encode('null')],
    ['a JSON list', encode('["ab"]')],
    ['spaces in the JSON', encode(' "ab"')],
    ['an escape in the JSON', encode('"\\u0061b"')],
    ['two JSON strings', encode('"a""b"')],
    ['a string that does not end', encode('"ab')],
    ['one quote', encode('"')],
    ['characters beyond ASCII', encode('"ä"')],
    ['nested JSON lists', encode('['.repeat(3000))],
    ['no characters', ''],
  ])('is refused with %s', (_, value) => {
    expect(readWebob(value)).toEqual(refused);
  });

  it('has one spelling for each token: no other value is read as one', () => {
    const near = fc
      .tuple(token, fc.nat(), fc.string({ minLength: 0, maxLength: 2 }))
      .map(([text, place, put]) => {
        const value = writeWebob(text);
        const at = place % (value.length + 1);
        return value.slice(0, at) + put + value.slice(at + 1);
      });
    fc.assert(
      fc.property(near, (value) => {
        const read = readWebob(value);
        return typeof read !== 'string' || writeWebob(read) === value;
      }),
      { numRuns: 3000 },
    );
  });
});
