import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

const require = createRequire(import.meta.url);
const load = <T>(file: string): T => require(`../../dist/${file}`) as T;
type Main = typeof import('../../src/index.ts');
type Fetch = typeof import('../../src/adapters/fetch.ts');
type Acl = typeof import('../../src/acl.ts');
type Testing = typeof import('../../src/testing.ts');

const [A, B] = [load<Main>('index.js'), load<Main>('cjs/index.cjs')];
const [fetchA, fetchB] = [load<Fetch>('adapters/fetch.js'), load<Fetch>('cjs/adapters/fetch.cjs')];
const aclA = load<Acl>('acl.js');
const aclB = load<Acl>('cjs/acl.cjs');
const privateKey = Buffer.alloc(64, 7).toString('hex');
const base = { privateKey, audit: 'off' } as const;

/** What a server would have if two versions of its dependencies brought a copy each. */
describe('two copies of the package in one process', () => {
  it('are two', () => {
    expect(A.createSecurity).not.toBe(B.createSecurity);
  });

  it('accept the ring, the policies and the settings of each other', async () => {
    const keys = B.keyRing([{ kid: 'a', privateKey }]);
    const policies = [B.headerPolicy(), B.cookiePolicy()];
    const security = A.createSecurity({ keys, policies, audit: 'off' });
    const token = await security.createToken('alice');
    expect(await security.verifyToken(token)).toMatchObject({ ok: true });
    const { options } = B.loadSettings({ env: { JWT_PRIVATE_KEY: privateKey } });
    const second = A.createSecurity({ ...options, audit: 'off' });
    expect(await second.verifyToken(await second.createToken('alice'))).toMatchObject({ ok: true });
  });

  it('read the words of an ACL of each other', () => {
    const acl = aclA.compileAcl([[A.Allow, 'a', A.AllPermissions]]);
    expect(aclB.permits({ acl }, ['a'], 'read')).toBe(true);
    expect(aclB.permits({ acl: [A.DenyAll, ...acl] }, ['a', 'system.Everyone'], 'x')).toBe(false);
  });

  it('guard what the other authenticated, and answer its refusals', async () => {
    const root = { acl: [[A.Allow, A.Authenticated, 'read']] } as const;
    const security = A.createSecurity({ ...base, root });
    const answer = fetchA.authenticate(security)(fetchB.permit('read')(() => new Response('in')));
    const headers = await load<Testing>('cjs/testing.cjs').authAs(security, 'alice');
    expect((await answer(new Request('http://a/'))).status).toBe(401);
    expect((await answer(new Request('http://a/', { headers }))).status).toBe(200);
    expect(B.AuthError.isAuthError(new A.AuthError('permission_denied'))).toBe(true);
  });
});
