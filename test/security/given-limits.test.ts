import { describe, expect, it } from 'vitest';
import type { Resource, SecurityOptions } from '../../src/index.ts';
import { Allow, AllPermissions, createSecurity, user } from '../../src/index.ts';
import type { CreateTokenOptions } from '../../src/index.ts';
import { bearer, claimsIn, headerIn, revocable, SECRET, setUp } from '../support/security.ts';

const root: Resource = { name: 'site', acl: [[Allow, user('alice'), AllPermissions]] };
const report: Resource = { name: 'report 7', parent: root };
const permissions = ['read', 'reports', 'constructor'];
const set = (options: Partial<SecurityOptions> = {}) => setUp({ root, permissions, ...options });
const made = (options: object, more: Partial<SecurityOptions> = {}): Promise<string> =>
  set(more).security.createToken('alice', {}, options as CreateTokenOptions);

describe('createToken with limits', () => {
  it('makes a limited token', async () => {
    const { security } = set();
    const token = await security.createToken('alice', {}, { only: ['reports'], resource: report });
    expect(headerIn(token)['typ']).toBe('limited+jwt');
    expect(claimsIn(token)['lim']).toEqual({ permissions: ['reports'], resource: 'report 7' });
    const auth = await security.authenticate(bearer(token));
    expect(auth.limits).toMatchObject({ permissions: ['reports'], resource: 'report 7' });
    expect(auth.permits('reports', { name: 'page', parent: report })).toBe(true);
    expect([auth.permits('read', report), auth.permits('reports')]).toEqual([false, false]);
  });

  it('makes one that authenticates a number of requests, which its store counts', async () => {
    const { security } = revocable({ root });
    const options = { uses: 2, label: 'CI' };
    const token = await security.createToken('alice', {}, options);
    expect(claimsIn(token)['lim']).toEqual({ uses: 2 });
    const [listed] = await security.sessions('alice');
    expect(listed).toMatchObject({ label: 'CI', limits: { uses: 2, permissions: null } });
    const codes = [];
    for (let use = 0; use < 3; use++)
      codes.push((await security.authenticate(bearer(token))).failure?.code ?? null);
    expect(codes).toEqual([null, null, 'token_revoked']);
    await expect(made({ uses: 2 })).rejects.toMatchObject({ code: 'setup_incomplete' });
    for (const uses of [0, -1, 1.5, '1', null, undefined, 1_000_001])
      await expect(security.createToken('alice', {}, { uses } as never)).rejects.toThrow(TypeError);
    await security.close();
  });

  it('compiles for permissions of the closed list only', async () => {
    const security = createSecurity({ privateKey: SECRET, permissions: ['read'], audit: 'off' });
    const options = { only: ['raed'] } as const;
    // @ts-expect-error misspelt
    await expect(security.createToken('alice', {}, options)).rejects.toThrow(/did you mean 'read'/);
    const auth = await security.authenticateToken(
      await security.createToken('alice', {}, { only: ['read'] }),
    );
    const permissions: readonly 'read'[] | null | undefined = auth.limits?.permissions;
    expect(permissions).toEqual(['read']);
    const wide = await security.authenticateToken(await security.createToken('alice'));
    // @ts-expect-error misspelt
    await expect(wide.actAs('bob', 'raed')).rejects.toThrow(/did you mean 'read'/);
  });

  it('makes an access token without limits', async () => {
    const token = await made({ expiration: '5m' });
    expect([headerIn(token)['typ'], 'lim' in claimsIn(token)]).toEqual(['JWT', false]);
  });

  it('writes each permission once', async () => {
    const only = ['read', 'reports', 'read'];
    expect(claimsIn(await made({ only }))['lim']).toEqual({ permissions: ['read', 'reports'] });
  });

  it.each([undefined, null, [], '', 'read', {}, [''], ['read', 4], [null], [['read']]])(
    'refuses %j as permissions, so that a mistake makes no token without limits',
    async (only) => {
      await expect(made({ only })).rejects.toThrow(TypeError);
      await expect(made({ only })).rejects.toThrow(/^only of createToken/);
    },
  );

  it('refuses a permission that is not in the closed list, with the nearest one', async () => {
    await expect(made({ only: ['read', 'raports'] })).rejects.toThrow(
      new TypeError(
        'only of createToken: The permission "raports" is not in the option permissions: did you mean \'reports\'?',
      ),
    );
    for (const name of ['toString', '__proto__', 'Read'])
      await expect(made({ only: [name] })).rejects.toThrow(TypeError);
    const open = setUp({ root }).security;
    await expect(open.createToken('alice', {}, { only: ['anything'] })).resolves.toMatch(/^eyJ/);
  });

  it.each([undefined, null, 7, 'report 7', true, Promise.resolve(report)])(
    'refuses %s as a resource',
    async (resource) => {
      await expect(made({ resource })).rejects.toThrow(/^resource of createToken/);
      await expect(made({ resource })).rejects.toThrow(TypeError);
    },
  );

  it('refuses a resource without a name of its own', async () => {
    class Report {
      get name(): string {
        return 'report 7';
      }
    }
    for (const resource of [{}, { name: '' }, { name: 7 }, new Report(), Object.create(report)])
      await expect(made({ resource })).rejects.toThrow(/no name of its own/);
  });

  it('does not read limits from a prototype', async () => {
    const options = Object.create({ only: ['read'], label: 'x' }) as object;
    expect(headerIn(await made(options))['typ']).toBe('JWT');
  });

  it('still refuses the claims that it writes itself', async () => {
    for (const name of ['lim', 'act', 'sid'])
      await expect(
        set().security.createToken('alice', { [name]: {} }, { only: ['read'] }),
      ).rejects.toThrow(TypeError);
  });
});

describe('a token with a label', () => {
  const listed = () => revocable({ root, permissions, expiration: '10m' });

  it('is in the list of its user with its limits, and is ended by its id', async () => {
    const { security, wait } = listed();
    const options = { only: ['reports'], label: 'CI', expiration: '90d' } as const;
    const token = await security.createToken('alice', {}, options);
    const other = await security.createToken('alice', {}, { ...options, label: 'laptop' });
    const start = new Date(1_700_000_000_000);
    const list = await security.sessions('alice');
    const ci = list.find(({ label }) => label === 'CI');
    expect(new Set(list.map(({ label }) => label))).toEqual(new Set(['CI', 'laptop']));
    expect(ci).toMatchObject({
      endsAt: new Date(start.getTime() + 90 * 86_400_000),
      limits: { permissions: ['reports'], resource: null },
    });
    wait(89 * 86_400);
    const before = await security.authenticate(bearer(token));
    expect([before.permits('reports'), before.session?.id]).toEqual([true, ci?.id]);
    await security.revokeSession(ci?.id as string);
    expect((await security.authenticate(bearer(token))).failure?.code).toBe('token_revoked');
    expect((await security.authenticate(bearer(other))).isAuthenticated).toBe(true);
    expect((await security.sessions('alice')).map(({ label }) => label)).toEqual(['laptop']);
    wait(2 * 86_400);
    expect(await security.sessions('alice')).toEqual([]);
  });

  it('may have no limits and no end', async () => {
    const { security } = listed();
    const token = await security.createToken('alice', {}, { label: 'app', expiration: 'never' });
    expect(headerIn(token)['typ']).toBe('JWT');
    expect(await security.sessions('alice')).toMatchObject([
      { label: 'app', limits: null, endsAt: null },
    ]);
  });

  it('is ended by its text, with all of its user, and by auth.revoke', async () => {
    const { security } = listed();
    const make = () => security.createToken('alice', {}, { only: ['read'], label: 'CI' });
    const [one, two, three] = [await make(), await make(), await make()];
    const codes = async () =>
      Promise.all(
        [one, two, three].map(
          async (token) => (await security.authenticate(bearer(token))).failure?.code ?? 'ok',
        ),
      );
    await security.revokeToken(one);
    expect(await codes()).toEqual(['token_revoked', 'ok', 'ok']);
    await (await security.authenticate(bearer(two))).revoke();
    expect(await codes()).toEqual(['token_revoked', 'token_revoked', 'ok']);
    await security.revokeUser('alice');
    expect(await codes()).toEqual(Array(3).fill('token_revoked'));
  });

  it('needs a revocation, without which nothing could list or end it', async () => {
    await expect(made({ label: 'CI' })).rejects.toMatchObject({ code: 'setup_incomplete' });
    await expect(made({ label: 'CI' })).rejects.toThrow(/label of createToken needs/);
    await expect(made({ label: 7 })).rejects.toThrow(/label of createToken is not a string/);
  });

  it('is not listed without a label, and can be revoked all the same', async () => {
    const { security } = listed();
    const token = await security.createToken('alice', {}, { only: ['read'] });
    expect(await security.sessions('alice')).toEqual([]);
    await security.revokeToken(token);
    expect((await security.authenticate(bearer(token))).failure?.code).toBe('token_revoked');
  });
});
