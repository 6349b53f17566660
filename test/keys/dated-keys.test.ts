import { describe, expect, it } from 'vitest';
import { createSecurity, keyRing } from '../../src/index.ts';
import type { NamedKey } from '../../src/index.ts';
import { keySourceOf } from '../../src/keys/dated-keys.ts';
import type { Key } from '../../src/keys/key-set.ts';
import { resolveKeys } from '../../src/keys/resolve-keys.ts';
import { thrownBy } from '../support/security.ts';
import { secretText } from './sample-keys.ts';

const START = Date.UTC(2027, 0, 1);
const DAY = 86_400_000;
const [NEW, OLD, OLDER] = [secretText(), secretText(), secretText()];
const entry = (kid: string, privateKey: string, until?: string): NamedKey => ({
  kid,
  privateKey,
  ...(until === undefined ? {} : { until }),
});
const ended = [entry('old', OLD, '2027-01-11'), entry('older', OLDER, '2027-01-06')];
const keysOf = (entries: readonly NamedKey[]) => resolveKeys(keyRing(entries), 'HS512');

/** A security of the new key and the old ones, a token of each key, and its clock. */
async function rotated() {
  const time = { now: START };
  const clock = () => time.now;
  const options = { expiration: 'never', audit: 'off', clock } as const;
  const tokenOf = async (one: NamedKey) =>
    createSecurity({ ...options, keys: keyRing([one]) }).createToken('alice');
  const security = createSecurity({ ...options, keys: keyRing([entry('new', NEW), ...ended]) });
  const old = await tokenOf(entry('old', OLD));
  const older = await tokenOf(entry('older', OLDER));
  const code = async (token: string) => {
    const result = await security.verifyToken(token);
    return result.ok ? 'ok' : result.error.code;
  };
  return { time, security, old, older, code };
}

describe('a key with an end', () => {
  it('verifies until then, and nothing from then on, cached tokens included', async () => {
    const { time, security, old, older, code } = await rotated();
    const own = await security.createToken('alice');
    const all = async () => [await code(own), await code(old), await code(older)];
    for (let round = 0; round < 4; round++) expect(await all()).toEqual(['ok', 'ok', 'ok']);
    time.now = START + 5 * DAY - 1;
    expect(await all()).toEqual(['ok', 'ok', 'ok']);
    time.now = START + 5 * DAY;
    for (let round = 0; round < 3; round++)
      expect(await all()).toEqual(['ok', 'ok', 'token_key_unknown']);
    time.now = START + 10 * DAY;
    for (let round = 0; round < 3; round++)
      expect(await all()).toEqual(['ok', 'token_key_unknown', 'token_key_unknown']);
  });

  it('verifies again if the clock is set back, and nothing if the clock gives no time', async () => {
    const { time, old, code } = await rotated();
    time.now = START + 10 * DAY;
    expect(await code(old)).toBe('token_key_unknown');
    time.now = START;
    expect(await code(old)).toBe('ok');
    time.now = Number.NaN;
    expect(await code(old)).not.toBe('ok');
  });

  it('that is over when the server starts is no fault, and verifies nothing', async () => {
    const { old } = await rotated();
    const keys = keyRing([entry('new', NEW), entry('old', OLD, '2026-12-31')]);
    const security = createSecurity({ keys, audit: 'off', clock: () => START });
    expect(await security.verifyToken(old)).toMatchObject({ error: { code: 'token_key_unknown' } });
  });

  it('is a fault at start if it signs or lasts too long, by the clock of the options', () => {
    const start = (entries: readonly NamedKey[], now: number) =>
      createSecurity({ keys: keyRing(entries), audit: 'off', clock: () => now });
    const late = entry('old', OLD, '2027-04-02');
    expect(thrownBy(() => start([entry('new', NEW), late], START))).toMatchObject({
      faults: [expect.stringMatching(/^keys\[1\]\.until is more than 90 days ahead/)],
    });
    start([entry('new', NEW), late], START + DAY);
    expect(() => start([late], START + DAY)).toThrow(/^keys\[0\]\.until ends the key that signs/);
  });
});

describe('the source of keys', () => {
  it('keeps one set between two ends, so that nothing is proved twice', () => {
    let now = START;
    const source = keySourceOf(keysOf([entry('new', NEW), ...ended]), () => now);
    const first = source.current;
    now += DAY;
    expect(source.current).toBe(first);
    now += 5 * DAY;
    expect(source.current).not.toBe(first);
    expect(source.current.all.map(({ kid }) => kid)).toEqual(['new', 'old']);
  });

  it('does not look at the clock if no key has an end', () => {
    const clock = () => {
      throw new Error('asked');
    };
    const source = keySourceOf(keysOf([entry('new', NEW)]) as readonly Key[], clock);
    expect(source.current).toBe(source.current);
  });
});
