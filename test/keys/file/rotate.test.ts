import { describe, expect, it } from 'vitest';
import type { KeyDocument } from '../../../src/keys/file/key-document.ts';
import { adopt, remove, rotate } from '../../../src/keys/file/rotate.ts';
import { generateJwk } from '../../../src/keys/generate.ts';

const HOUR = 3_600_000;
const rules = { keep: 12 * HOUR, after: HOUR };
const turn = (
  document: KeyDocument | null,
  now: number,
  algorithm: 'ES256' | 'EdDSA' | null = null,
) => rotate(document, algorithm, generateJwk, rules, now);
const statesOf = (document: KeyDocument) => document.map(({ state }) => state);
const kidOf = (document: KeyDocument, state: string) =>
  document.find((record) => record.state === state)?.jwk.kid;

describe('rotate', () => {
  it('makes a current key and one on standby for a file that does not exist', async () => {
    const made = await turn(null, 0);
    expect(statesOf(made)).toEqual(['current', 'standby']);
    expect(made.map(({ jwk }) => jwk.alg)).toEqual(['ES256', 'ES256']);
  });

  it('lets the key on standby sign, and keeps the previous one for a time', async () => {
    const before = await turn(null, 0);
    const after = await turn(before, HOUR);
    expect(statesOf(after)).toEqual(['current', 'standby', 'retired']);
    expect(kidOf(after, 'current')).toBe(kidOf(before, 'standby'));
    expect(kidOf(after, 'retired')).toBe(kidOf(before, 'current'));
    expect(after.at(-1)?.until).toBe(13 * HOUR);
  });

  it('leaves no private half with a retired key of a pair', async () => {
    const after = await turn(await turn(null, 0, 'EdDSA'), HOUR);
    expect(after[0]?.jwk.d).toBeTypeOf('string');
    expect(after.at(-1)?.jwk).not.toHaveProperty('d');
  });

  it('leaves out retired keys whose time is over', async () => {
    const second = await turn(await turn(null, 0), HOUR);
    const third = await turn(second, 13 * HOUR);
    expect(statesOf(third)).toEqual(['current', 'standby', 'retired']);
    expect(kidOf(third, 'retired')).toBe(kidOf(second, 'current'));
  });

  it('refuses to let a key sign that others may not have read', async () => {
    const made = await turn(null, 0);
    await expect(turn(made, HOUR - 1)).rejects.toThrow(/made 59 minutes ago/);
  });

  it('goes from a secret to a pair in two steps, so that the pair is known before it signs', async () => {
    const secret = adopt(null, await generateJwk('HS512'), 0);
    const both = await turn(secret, 0, 'ES256');
    expect(both.map(({ state, jwk }) => [state, jwk.alg])).toEqual([
      ['current', 'HS512'],
      ['standby', 'ES256'],
    ]);
    const moved = await turn(both, HOUR);
    expect(moved.map(({ state, jwk }) => [state, jwk.alg])).toEqual([
      ['current', 'ES256'],
      ['standby', 'ES256'],
      ['retired', 'HS512'],
    ]);
    // A secret verifies with what it signs.
    expect(moved.at(-1)?.jwk.k).toBeTypeOf('string');
  });
});

describe('adopt', () => {
  it('lets the first key sign, and puts another on standby', async () => {
    const one = adopt(null, await generateJwk('HS512'), 0);
    expect(statesOf(adopt(one, await generateJwk('ES256'), 0))).toEqual(['current', 'standby']);
  });

  it('refuses a kid that is there, and a second key on standby', async () => {
    const jwk = await generateJwk('HS512');
    expect(() => adopt(adopt(null, jwk, 0), jwk, 0)).toThrow(/this kid/);
    const two = await turn(null, 0);
    expect(() => adopt(two, jwk, 0)).toThrow(/on standby already/);
  });
});

describe('remove', () => {
  it('puts the key on standby in the place of the current one', async () => {
    const made = await turn(null, 0);
    const left = remove(made, kidOf(made, 'current') as string, 5);
    expect(left).toEqual([{ ...made[1], state: 'current', since: 5 }]);
  });

  it('refuses to remove the only key that could sign, and one that is not there', async () => {
    const [first] = await turn(null, 0);
    const one = [first as KeyDocument[number]];
    expect(() => remove(one, one[0]?.jwk.kid as string, 0)).toThrow(/none is on standby/);
    expect(() => remove(one, 'other', 0)).toThrow(/no key with this kid/);
  });
});
