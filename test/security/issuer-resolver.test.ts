import { describe, expect, it } from 'vitest';
import type { FindIssuerOptions, IssuerOptions, SecurityOptions } from '../../src/index.ts';
import { keyRing } from '../../src/index.ts';
import { issOf, issuerOf, others, OWN, tokenBy } from '../support/providers.ts';
import type { SetUp } from '../support/security.ts';
import { bearer, NOW, SECRET, setUp } from '../support/security.ts';

/** A security whose issuers are found by a function; it counts how often that is asked. */
function finding(
  find: FindIssuerOptions,
  more: Partial<SecurityOptions> = {},
): SetUp & { readonly asked: string[] } {
  const asked: string[] = [];
  const issuers: FindIssuerOptions = (iss) => {
    asked.push(iss);
    return find(iss);
  };
  return { ...others({}, { issuers, ...more } as Partial<SecurityOptions>), asked };
}
const codeOf = async ({ security }: SetUp, token: string): Promise<string> =>
  (await security.authenticate(bearer(token))).failure?.code ?? 'ok';
const byIss = (names: readonly string[], more: Partial<IssuerOptions> = {}): FindIssuerOptions => {
  const known = new Map(names.map((name) => [issOf(name), issuerOf(name, more)]));
  return (iss) => known.get(iss) ?? null;
};
const inTime =
  (find: FindIssuerOptions): FindIssuerOptions =>
  async (iss) =>
    find(iss);

describe.each([
  ['at once', (find: FindIssuerOptions) => find],
  ['later', inTime],
])('a function issuers that answers %s', (_, when) => {
  it('finds the issuer of a token, once for many tokens', async () => {
    const set = finding(when(byIss(['a', 'b'])));
    const tokens = Array.from({ length: 20 }, (_none, at) => tokenBy('a', { jti: `${at}` }));
    const codes = await Promise.all(tokens.map((token) => codeOf(set, token)));
    expect(new Set(codes)).toEqual(new Set(['ok']));
    expect(await codeOf(set, tokenBy('b'))).toBe('ok');
    expect(set.asked).toEqual([issOf('a'), issOf('b')]);
    expect((await set.security.authenticate(bearer(tokenBy('b')))).principals[2]).toBe(
      'user@b:alice',
    );
  });

  it('refuses an issuer that it does not return, and is asked again after 10 seconds', async () => {
    const set = finding(when(byIss(['a'])));
    for (let use = 0; use < 5; use++)
      expect(await codeOf(set, tokenBy('c'))).toBe('token_issuer_mismatch');
    expect(set.asked).toEqual([issOf('c')]);
    set.wait(10);
    expect(await codeOf(set, tokenBy('c'))).toBe('token_issuer_mismatch');
    expect(set.asked).toHaveLength(2);
  });

  it('is asked again after 5 minutes, also for a token that is cached', async () => {
    const names = ['a'];
    const set = finding(when((iss) => byIss(names)(iss)));
    const token = tokenBy('a', { exp: NOW + 3600 });
    for (let use = 0; use < 3; use++) expect(await codeOf(set, token)).toBe('ok');
    set.wait(299);
    expect(await codeOf(set, token)).toBe('ok');
    expect(set.asked).toHaveLength(1);
    set.wait(1);
    expect(await codeOf(set, token)).toBe('ok');
    expect(set.asked).toHaveLength(2);
    names.pop();
    set.wait(300);
    expect(await codeOf(set, token)).toBe('token_issuer_mismatch');
  });

  it.each<[string, unknown]>([
    ['another issuer', issuerOf('b')],
    ['no audience', { ...issuerOf('a'), audience: undefined }],
    ['a string', 'https://a.example.com/keys'],
    ['false', false],
    ['a member that is misspelt', { ...issuerOf('a'), audiance: 'x' }],
  ])('refuses with 503 if it returns %s (R054)', async (_name, answer) => {
    const set = finding(when(() => answer as never));
    expect(await codeOf(set, tokenBy('a'))).toBe('keys_unavailable');
    expect(set.events[0]).toMatchObject({
      event: 'issuers_failed',
      code: 'keys_unavailable',
      reason: expect.stringMatching(/^issuers\(iss\)/),
    });
  });

  it('refuses with 503 if it throws, and is asked again after a second', async () => {
    let isDown = true;
    const set = finding(
      when((iss) => {
        if (isDown) throw new Error('down');
        return byIss(['a'])(iss);
      }),
    );
    for (let use = 0; use < 5; use++)
      expect(await codeOf(set, tokenBy('a'))).toBe('keys_unavailable');
    expect(set.asked).toHaveLength(1);
    expect(set.events.filter(({ event }) => event === 'issuers_failed')).toHaveLength(1);
    isDown = false;
    set.wait(1);
    expect(await codeOf(set, tokenBy('a'))).toBe('ok');
  });

  it('refuses a second issuer of one name: they would share their users (R073)', async () => {
    const set = finding(when(byIss(['a', 'b'], { name: 'x' })));
    expect(await codeOf(set, tokenBy('a'))).toBe('ok');
    expect(await codeOf(set, tokenBy('b'))).toBe('keys_unavailable');
    expect(await codeOf(set, tokenBy('a'))).toBe('ok');
  });
});

describe('a function issuers', () => {
  it('is not asked for what cannot be an issuer, or for own tokens', async () => {
    const asked: string[] = [];
    const issuers: FindIssuerOptions = (iss) => (asked.push(iss), null);
    const set = setUp({ issuer: OWN, issuers });
    expect(await codeOf(set, await set.security.createToken('alice'))).toBe('ok');
    for (const iss of [undefined, '', 'x'.repeat(513), ['a'], 7])
      expect(await codeOf(set, tokenBy('a', { iss }))).toBe('token_issuer_mismatch');
    expect(asked).toEqual([]);
  });

  it('does not delay a known issuer when it hangs, and makes 32 look-ups at once', async () => {
    const set = finding((iss) =>
      iss === issOf('a') ? issuerOf('a') : new Promise<null>(() => undefined),
    );
    expect(await codeOf(set, tokenBy('a'))).toBe('ok');
    const waiting = Array.from({ length: 40 }, (_, at) =>
      set.security.authenticate(bearer(tokenBy('b', { iss: `https://${at}.example.com` }))),
    );
    expect(waiting.filter((one) => one instanceof Promise)).toHaveLength(32);
    expect((await waiting.at(-1))?.failure?.code).toBe('keys_unavailable');
    expect(await codeOf(set, tokenBy('a'))).toBe('ok');
    expect(set.asked).toHaveLength(33);
  });

  it('may not return a key of the application, or a secret that can be guessed', async () => {
    for (const secret of [SECRET, 'password-password-password-password']) {
      const keys = keyRing([{ kid: 'a', algorithm: 'HS256', privateKey: secret }]);
      const issuers: FindIssuerOptions = () => issuerOf('a', { keys });
      const set = setUp({ issuer: OWN, issuers });
      expect(await codeOf(set, tokenBy('a'))).toBe('keys_unavailable');
    }
  });

  it('lets revokeUser take any name that can be one', async () => {
    const { security } = finding(() => null);
    await security.changed('alice', { issuer: 'tenant-7' });
    await expect(security.changed('alice', { issuer: 'Tenant' })).rejects.toThrow(TypeError);
  });
});
