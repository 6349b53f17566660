import { describe, expect, it } from 'vitest';
import { keyRing } from '../../src/keys/keyring.ts';
import { resolveKeys } from '../../src/keys/resolve-keys.ts';
import type { Key } from '../../src/keys/key-set.ts';
import { readUntil, untilFaults } from '../../src/keys/until.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { jwkOf, pairOf, secretText } from './sample-keys.ts';

const DAY = 86_400;
const END = Date.UTC(2027, 0, 31) / 1000;

describe('the end of a key', () => {
  it('is 00:00 UTC of a day', () => {
    expect(readUntil('2027-01-31', 'until')).toBe(END);
    expect(readUntil('2028-02-29', 'until')).toBe(Date.UTC(2028, 1, 29) / 1000);
  });

  it.each([
    '2027-02-29',
    '2027-13-01',
    '2027-1-31',
    '2027-01-31T00:00:00Z',
    '2027-01-31T12:00',
    ' 2027-01-31',
    '31.01.2027',
    '',
    'never',
    null,
    END,
    new Date(END * 1000),
    ['2027-01-31'],
  ])('is refused if it is %j', (given) => {
    const read = () => readUntil(given, 'keys[1].until');
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(/^keys\[1\]\.until is not a day: write "2027-01-31"/);
  });

  it('is kept by the key of a ring, and refused beside the members of a JWK', () => {
    const jwk = jwkOf(pairOf('prime256v1').publicKey);
    const until = '2027-01-31';
    const keys = (entries: readonly object[]) => resolveKeys(keyRing(entries), 'ES256');
    expect(keys([{ publicKey: jwk, until }])[0]).toMatchObject({ until: END });
    expect(keys([{ publicKey: jwk }])[0]).not.toHaveProperty('until');
    expect(() => keys([{ ...jwk, until }])).toThrow(/keys\[0\]\.until is no member of a JWK/);
    const wrong = { privateKey: secretText(), algorithm: 'HS512', kid: 'old', until: 'soon' };
    expect(() => keys([{ publicKey: jwk }, wrong])).toThrow(/^keys\[1\]\.until is not a day/);
  });

  it.each([
    [90 * DAY, 0],
    [90 * DAY + 1, 1],
    [-DAY, 0],
    [Number.NaN, 1],
  ])('may be 90 days ahead, or over: %j seconds', (ahead, faults) => {
    const old = { signingKey: null, until: END } as Key;
    const found = untilFaults([{ signingKey: null } as Key, old], END - ahead);
    expect(found).toHaveLength(faults);
    if (faults > 0) expect(found[0]).toMatch(/^keys\[1\]\.until is more than 90 days ahead/);
  });

  it('is refused for the key that signs, and allowed for a first key that only verifies', () => {
    const [signs, verifies] = [
      { signingKey: {}, until: END },
      { signingKey: null, until: END },
    ];
    expect(untilFaults([signs as Key], END)).toEqual([
      expect.stringMatching(/^keys\[0\]\.until ends the key that signs/),
    ]);
    expect(untilFaults([verifies as Key], END)).toEqual([]);
  });
});
