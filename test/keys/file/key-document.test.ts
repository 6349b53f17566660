import { describe, expect, it } from 'vitest';
import {
  keysOfDocument,
  parseDocument,
  writeDocument,
} from '../../../src/keys/file/key-document.ts';
import { rotate } from '../../../src/keys/file/rotate.ts';
import { generateJwk } from '../../../src/keys/generate.ts';

const rules = { keep: 1000, after: 0 };
const first = await rotate(null, 'ES256', generateJwk, rules, 0);
const made = await rotate(first, null, generateJwk, rules, 1000);
const written = JSON.parse(writeDocument(made)) as { keys: Record<string, unknown>[] };
const [current, standby, retired] = written.keys;
const parse = (keys: unknown) => parseDocument(JSON.stringify({ keys }), 'keys.json');

describe('parseDocument', () => {
  it('reads what was written', () => {
    expect(parseDocument(writeDocument(made), 'keys.json')).toEqual(made);
  });

  it.each([
    ['', /no list of keys/],
    ['null', /no list of keys/],
    ['{"keys":{}}', /no list of keys/],
    ['{"keys":[]}', /no list of keys/],
  ])('says how to make the file in place of %j', (text, fault) => {
    expect(() => parseDocument(text, 'keys.json')).toThrow(fault);
    expect(() => parseDocument(text, 'keys.json')).toThrow('keys rotate --file keys.json');
  });

  it.each<[string, unknown[], RegExp]>([
    ['a key that is null', [null], /keys\[0\] is no JWK/],
    ['another state', [{ ...current, state: 'new' }], /keys\[0\]\.state is not/],
    ['no state', [{ ...current, state: undefined }], /keys\[0\]\.state is not/],
    ['no kid', [{ ...current, kid: undefined }], /has no kid/],
    ['a time that is none', [{ ...current, since: '2027-02-31' }], /keys\[0\]\.since is no time/],
    ['a retired key without an end', [current, { ...retired, until: undefined }], /\.until is for/],
    ['an end of a key that signs', [{ ...current, until: retired?.['until'] }], /\.until is for/],
    ['no current key', [standby], /exactly one key whose state is current/],
    ['two current keys', [current, { ...standby, state: 'current' }], /exactly one key/],
    ['two on standby', [current, standby, standby], /several keys on standby/],
  ])('refuses %s', (_, keys, fault) => {
    expect(() => parse(keys)).toThrow(fault);
  });

  it('names the faults of all keys at once, and no key material', () => {
    try {
      parse([
        { ...current, state: 'x' },
        { ...standby, since: 5 },
      ]);
      expect.unreachable();
    } catch (error) {
      expect((error as { faults: string[] }).faults).toHaveLength(2);
      expect(String(error)).not.toContain(current?.['d']);
    }
  });
});

describe('keysOfDocument', () => {
  const keysOf = (keys: unknown) => keysOfDocument(parse(keys), 'keys.json');

  it('puts the current key first, whatever the order in the file is', () => {
    const keys = keysOf([retired, standby, current]);
    expect(keys.map(({ kid }) => kid)).toEqual([
      current?.['kid'],
      retired?.['kid'],
      standby?.['kid'],
    ]);
    expect(keys.map(({ until }) => until)).toEqual([undefined, 2, undefined]);
    expect(keys[1]?.signingKey).toBeNull();
  });

  it.each<[string, unknown[], RegExp]>([
    ['a current key that cannot sign', [{ ...current, d: undefined }], /keys\[0\] has no private/],
    ['an unknown algorithm', [{ ...current, alg: 'none' }], /keys\[0\]: algorithm is not known/],
    ['an algorithm of another curve', [{ ...current, alg: 'ES384' }], /keys\[0\]/],
    ['two keys of one kid', [current, { ...standby, kid: current?.['kid'] }], /same kid/],
    ['one key twice', [current, { ...current, kid: 'b', state: 'standby' }], /same key twice/],
  ])('refuses %s', (_, keys, fault) => {
    expect(() => keysOf(keys)).toThrow(fault);
  });
});
