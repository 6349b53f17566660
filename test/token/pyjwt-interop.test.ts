import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { createSecurity } from '../../src/index.ts';
import { findPyJwt, needs, pyJwt } from '../support/needs.ts';

const secret = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';
const MAKE = `
import json, sys, jwt
secret, claims = json.load(sys.stdin)
print(jwt.encode(claims, secret, algorithm='HS512'))
`;
const READ = `
import json, sys, jwt
secret, token = json.load(sys.stdin)
print(json.dumps(jwt.decode(token, secret, algorithms=['HS512'], audience='shop', options={'verify_exp': False, 'verify_iat': False})))
`;

needs(pyJwt())('PyJWT, which the original uses', () => {
  const python = (program: string, input: unknown) =>
    execFileSync(findPyJwt() as string, ['-c', program], {
      input: JSON.stringify(input),
      encoding: 'utf8',
    }).trim();
  const security = createSecurity({
    privateKey: secret,
    expiration: '1m',
    audience: 'shop',
    clock: () => 1_700_000_000_000,
  });

  it('makes tokens that verify here, also with characters outside ASCII', async () => {
    const claims = {
      sub: 'alice',
      name: 'Jöhn',
      roles: ['admin'],
      iat: 1_700_000_000,
      exp: 1_700_000_060,
      aud: 'shop',
    };
    expect(await security.verifyToken(python(MAKE, [secret, claims]))).toMatchObject({
      ok: true,
      claims,
      header: { alg: 'HS512', typ: 'JWT' },
    });
    expect((await security.verifyToken(python(MAKE, [secret, { ...claims, sub: 7 }]))).ok).toBe(
      true,
    );
  });

  it('verifies tokens that are made here', async () => {
    const token = await security.createToken('alice', { name: 'Jöhn' });
    expect(JSON.parse(python(READ, [secret, token]))).toMatchObject({
      sub: 'alice',
      name: 'Jöhn',
      iat: 1_700_000_000,
      exp: 1_700_000_060,
      aud: 'shop',
    });
  });
});
