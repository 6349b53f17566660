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

describe('the cookie value of pyramid_jwt', () => {
  it.each([
    // Made with Python: base64.urlsafe_b64encode(json.dumps(token).encode())
    ['eyJ', 'ImV5SiI='],
    ['a', 'ImEi'],
    ['ab.c-_', 'ImFiLmMtXyI='],
    ['a.b.', 'ImEuYi4i'],
    ['abc.def', 'ImFiYy5kZWYi'],
    ['eyJh.eyJz.ab', 'ImV5SmguZXlKei5hYiI='],
    ['ab', 'ImFiIg=='],
  ])('for %s is %s, both ways', (text, value) => {
    expect(writeWebob(text)).toBe(value);
    expect(readWebob(value)).toBe(text);
  });

  it('gives back every token that was written', () => {
    fc.assert(fc.property(token, (text) => readWebob(writeWebob(text)) === text));
  });

  it('is what the padded base64url of the JSON is', () => {
    fc.assert(fc.property(token, (text) => writeWebob(text) === encode(JSON.stringify(text))));
  });

  it.each([
    ['padding left out', 'ImFiIg'],
    ['half the padding left out', 'ImFiIg='],
    ['padding too many', 'ImFiIg==='],
    ['padding where none belongs', 'ImEi='],
    ['unused bits set', 'ImFiIh=='],
    ['letters behind it', 'ImFiIg==ImFi'],
    ['a letter outside the alphabet', 'ImFi!Ig=='],
    ['double quotes around it', '"ImFiIg=="'],
    ['the token itself', 'eyJh.eyJz.ab'],
    ['the base64url of the token itself', encode('eyJh.eyJz.ab')],
    ['a JSON number', encode('4')],
    ['JSON null', encode('null')],
    ['a JSON list', encode('["ab"]')],
    ['spaces in the JSON', encode(' "ab"')],
    ['an escape in the JSON', encode('"\\u0061b"')],
    ['two JSON strings', encode('"a""b"')],
    ['a string without an end', encode('"ab')],
    ['one quote', encode('"')],
    ['letters beyond ASCII', encode('"ä"')],
    ['nesting', encode('['.repeat(3000))],
    ['nothing', ''],
  ])('is refused with %s', (_, value) => {
    expect(readWebob(value)).toEqual(refused);
  });

  it('has one spelling for a token: no other text is read as one', () => {
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
