import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { createSecurity } from '../../src/index.ts';

const secret = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';
const schemas = [
  ['zod', z.object({ sub: z.string(), roles: z.array(z.string()) })],
  [
    'zod, asynchronous',
    z.object({
      sub: z.string(),
      roles: z.array(z.string()).refine(async (roles) => roles.length < 9),
    }),
  ],
  ['valibot', v.object({ sub: v.string(), roles: v.array(v.string()) })],
  ['arktype', type({ sub: 'string', roles: 'string[]' })],
] as const;

describe('a Standard Schema for the claims', () => {
  it.each(schemas)('of %s checks them on every request and types them', async (_name, claims) => {
    const security = createSecurity({
      privateKey: secret,
      expiration: '1m',
      claims,
      callback: (_id, { claims: { roles } }) => {
        expectTypeOf(roles).toEqualTypeOf<string[]>();
        return roles.map((role) => `role:${role}`);
      },
    });
    const ask = async (more: object) => {
      const token = await security.createToken('alice', { ...more });
      return security.authenticate({
        method: 'GET',
        secure: true,
        header: (name) => (name === 'authorization' ? `Bearer ${token}` : undefined),
      });
    };
    const good = await ask({ roles: ['admin'] });
    expect(good.principals).toContain('role:admin');
    expect(Object.isFrozen(good.claims)).toBe(true);
    const bad = await ask({ roles: 'admin' });
    expect([bad.failure?.code, bad.claims]).toEqual(['token_claims_invalid', null]);
  });
});
