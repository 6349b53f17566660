import * as v from 'valibot';
import { describe, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import type {
  AuthContext,
  Claims,
  Duration,
  EndingPrincipal,
  PrincipalsAnswer,
  Resource,
  Security,
} from '../../src/index.ts';
import {
  Allow,
  cookiePolicy,
  createSecurity,
  keyRing,
  loadSettings,
  remoteKeys,
} from '../../src/index.ts';

// Nothing here runs: the compiler checks it, with and without exactOptionalPropertyTypes.

declare const secret: string;
declare const variable: string | undefined;
const page: Resource<'view' | 'edit'> = { acl: [[Allow, 'role:editor', ['view', 'edit']]] };

export function keys(): void {
  createSecurity({ privateKey: secret });
  createSecurity({ publicKey: secret });
  createSecurity({ privateKey: secret, publicKey: secret });
  createSecurity({ keys: keyRing([{ privateKey: secret }]) });
  // The value of an environment variable is checked at start.
  createSecurity({ privateKey: variable });
  // @ts-expect-error no key
  createSecurity({});
  // @ts-expect-error no key
  createSecurity({ expiration: '15m' });
  // @ts-expect-error not a key
  createSecurity({ privateKey: 7 });
  // @ts-expect-error misspelt
  createSecurity({ privateKey: secret, expiraton: '15m' });
}

export function issuers(): void {
  const keys = remoteKeys({ issuer: 'https://login.example.com' });
  const one = { name: 'a', keys, audience: 'x' };
  createSecurity({ issuers: [one] });
  createSecurity({ privateKey: secret, issuer: 'x', issuers: [one] });
  createSecurity({ issuers: [{ ...one, expect: { azp: 'web', tid: ['a', 'b'], ok: true } }] });
  createSecurity({ issuers: [{ ...one, userId: (claims: Claims) => claims.sub ?? null }] });
  createSecurity({ issuers: [{ ...one, userId: async () => null, profile: 'at+jwt' }] });
  // @ts-expect-error no audience
  createSecurity({ issuers: [{ name: 'a', keys }] });
  // @ts-expect-error no keys
  createSecurity({ issuers: [{ name: 'a', audience: 'x' }] });
  // @ts-expect-error a secret is no ring
  createSecurity({ issuers: [{ ...one, keys: secret }] });
  // @ts-expect-error an object is no value of a claim
  createSecurity({ issuers: [{ ...one, expect: { azp: {} } }] });
  // @ts-expect-error nothing is no user
  createSecurity({ issuers: [{ ...one, userId: () => undefined }] });
  // @ts-expect-error misspelt
  createSecurity({ issuers: [{ ...one, audiance: 'x' }] });
  cookiePolicy({ cookieName: 'c', issuers: ['a'] });
  createSecurity({ issuers: (iss) => (iss === 'x' ? { ...one, issuer: iss } : null) });
  createSecurity({ issuers: async () => null });
  // @ts-expect-error a name is no issuer
  createSecurity({ issuers: () => 'auth0' });
}

export function durations(): void {
  for (const expiration of [900, 0.5, '90s', '15m', '2h', '14d', '2w', 'never'] as const)
    createSecurity({ privateKey: secret, expiration });
  createSecurity({ privateKey: secret, expiration: undefined });
  // @ts-expect-error not a duration
  createSecurity({ privateKey: secret, expiration: '15 minutes' });
  // @ts-expect-error no unit
  createSecurity({ privateKey: secret, expiration: '900' });
  // @ts-expect-error any string
  createSecurity({ privateKey: secret, expiration: secret });
  // @ts-expect-error null
  createSecurity({ privateKey: secret, expiration: null });
  // @ts-expect-error only expiration may be never
  createSecurity({ privateKey: secret, leeway: 'never' });
}

export function settings(): void {
  const { options } = loadSettings();
  createSecurity(options);
  createSecurity({ ...options });
  createSecurity({ ...options, expiration: '15m', keys: keyRing([{ privateKey: secret }]) });
  const security = createSecurity({
    ...options,
    claims: z.object({ roles: z.array(z.string()) }),
    permissions: ['view', 'edit'],
    callback: (_id, { claims }) => claims.roles,
    root: page,
  });
  expectTypeOf(security).toExtend<Security<{ roles: string[] }, 'view' | 'edit'>>();
  // @ts-expect-error not the settings but their options
  createSecurity({ ...loadSettings() });
}

export function callbacks(): void {
  createSecurity({ privateKey: secret, callback: () => ['role:admin'] });
  createSecurity({ privateKey: secret, callback: () => new Set(['role:admin']) });
  createSecurity({ privateKey: secret, callback: () => null });
  createSecurity({ privateKey: secret, callback: async () => ['role:admin'] as const });
  // @ts-expect-error a string, which is a list of letters
  createSecurity({ privateKey: secret, callback: () => 'role:admin' });
  // @ts-expect-error a promise of a string
  createSecurity({ privateKey: secret, callback: async () => 'role:admin' });
  // @ts-expect-error undefined, which Map.get returns for an unknown user
  createSecurity({ privateKey: secret, callback: (id) => new Map<unknown, string[]>().get(id) });
  // @ts-expect-error numbers
  createSecurity({ privateKey: secret, callback: () => [7] });
  createSecurity({
    privateKey: secret,
    // @ts-expect-error claims that no schema checks
    callback: (_id, of: { claims: { roles: string[] } }) => of.claims.roles,
  });
  expectTypeOf<PrincipalsAnswer>().toEqualTypeOf<
    readonly (string | EndingPrincipal)[] | ReadonlySet<string | EndingPrincipal> | null
  >();
  createSecurity({
    privateKey: secret,
    callback: () => ['role:a', { principal: 'role:b', until: new Date() }],
  });
  createSecurity({
    privateKey: secret,
    callback: {
      load: async (_id, { issuer }) => (issuer === null ? ['role:a'] : null),
      cacheFor: '5m',
      add: (_id, { claims, principals }) => {
        expectTypeOf(claims).toEqualTypeOf<Claims>();
        return principals.length > 3 ? [String(claims['scope'])] : [];
      },
    },
  });
  // @ts-expect-error without cacheFor it would be cached forever
  createSecurity({ privateKey: secret, callback: { load: () => [] } });
  createSecurity({
    privateKey: secret,
    // @ts-expect-error its answer is cached, so it sees no claims
    callback: { load: (_id, { claims }) => [String(claims)], cacheFor: '5m' },
  });
}

export function freshness(auth: AuthContext, undefinedAge: undefined): void {
  auth.require('edit', { maxAuthAge: '5m' });
  auth.require('edit', page, { acr: ['urn:mfa', 'urn:key'] });
  // @ts-expect-error misspelt: it would be taken for a resource
  auth.require('edit', { maxAuthAg: '5m' });
  // @ts-expect-error no duration
  auth.require('edit', page, { maxAuthAge: '5 minutes' });
  // @ts-expect-error nothing is asked for
  auth.require('edit', page, undefinedAge);
  // @ts-expect-error a boolean answer has no challenge
  auth.permits('edit', page, { maxAuthAge: '5m' });
}

export function claims(): void {
  const untyped = createSecurity({
    privateKey: secret,
    callback: (_id, context) => {
      expectTypeOf(context.claims).toEqualTypeOf<Claims>();
      return null;
    },
  });
  expectTypeOf(untyped).toExtend<Security<Claims, string>>();

  const schema = z.object({ since: z.string().transform((text) => new Date(text)) });
  const typed = createSecurity({
    privateKey: secret,
    claims: schema,
    callback: (_id, context) => {
      expectTypeOf(context.claims).toEqualTypeOf<{ since: Date }>();
      // @ts-expect-error not a claim of the schema
      return context.claims.roles;
    },
  });
  expectTypeOf(typed).toExtend<Security<{ since: Date }, string, { since: string }>>();
  // createToken takes the input of the schema, handlers see its output.
  void typed.createToken('alice', { since: '2026-11-28' });
  // @ts-expect-error the output
  void typed.createToken('alice', { since: new Date() });
  // @ts-expect-error a claim is missing
  void typed.createToken('alice', {});
  void untyped.createToken('alice');
  void untyped.createToken('alice', { anything: true });

  const valibot = createSecurity({ privateKey: secret, claims: v.object({ team: v.number() }) });
  expectTypeOf(valibot).toExtend<Security<{ team: number }, string>>();
  // @ts-expect-error not a schema
  createSecurity({ privateKey: secret, claims: { roles: 'string[]' } });
}

export function permissions(): void {
  const security = createSecurity({
    privateKey: secret,
    permissions: ['view', 'edit'],
    root: page,
  });
  expectTypeOf(security).toExtend<Security<Claims, 'view' | 'edit'>>();
  const list = ['view', 'edit'] as const;
  expectTypeOf(createSecurity({ privateKey: secret, permissions: list })).toExtend<
    Security<Claims, 'view' | 'edit'>
  >();
  expectTypeOf(createSecurity({ privateKey: secret, root: page })).toExtend<Security<Claims>>();
  createSecurity({
    privateKey: secret,
    permissions: ['view', 'edit'],
    // @ts-expect-error misspelt in the ACL
    root: { acl: [[Allow, 'role:editor', 'veiw']] },
  });
  createSecurity({
    privateKey: secret,
    permissions: ['view'],
    // @ts-expect-error an ACL of other permissions
    root: () => page,
  });
  // @ts-expect-error not strings
  createSecurity({ privateKey: secret, permissions: [7] });
}

describe('Duration', () => {
  it('is seconds, or a number with a unit', () => {
    expectTypeOf<900 | '15m' | '1.5h'>().toExtend<Duration>();
    expectTypeOf<'15'>().not.toExtend<Duration>();
    expectTypeOf<'m'>().not.toExtend<Duration>();
    expectTypeOf<'never'>().not.toExtend<Duration>();
  });
});
