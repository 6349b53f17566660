import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import { headerPolicy } from '../../src/authn/header.ts';
import { permits } from '../../src/authz/evaluate.ts';
import { ownMembers } from '../../src/base/own-members.ts';
import { createSecurity } from '../../src/config/create-security.ts';
import type { RequestView } from '../../src/http/request-view.ts';
import { keyRing } from '../../src/keys/keyring.ts';

const privateKey = Buffer.alloc(64, 7);
const NOW = 1_700_000_000;
const polluted = Object.prototype as unknown as Record<string, unknown>;

/** What an attacker may write to `Object.prototype` by a faulty merge of JSON. */
const POLLUTION: Readonly<Record<string, unknown>> = {
  acl: [['Allow', 'system.Everyone', ['edit']]],
  parent: { acl: [['Allow', 'system.Everyone', ['edit']]] },
  root: { acl: [['Allow', 'system.Everyone', 'edit']] },
  expiration: 'never',
  lifetime: '900d',
  persistent: false,
  audience: 'z',
  issuer: 'z',
  jti: 'x',
  sub: 'admin',
  sid: 's',
  exp: 9e9,
  nbf: 9e9,
  iat: 1,
  auth_time: 1,
  aud: 'z',
  iss: 'z',
  typ: 'x',
  alg: 'none',
  kid: 'x',
  crit: ['x'],
  isAdmin: true,
  code: 'x',
  ok: true,
  csrf: false,
  trustedOrigins: ['https://evil.example'],
  provedBy: 'state',
  httpsOnly: false,
  sameSite: 'none',
  domains: ['evil.example'],
  leeway: 300,
  audit: 'off',
  accept: ['short_secret'],
  algorithm: 'HS256',
  userIdClaim: 'email',
  permissions: ['edit'],
  requiredClaims: ['z'],
  thrown: 'x',
  onRefused: 'x',
  callback: 'x',
  value: 'x',
  length: 3,
};

function tokenWith(claims: object, header: object = { alg: 'HS512' }): string {
  const input = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${input}.${createHmac('sha512', privateKey).update(input).digest('base64url')}`;
}

function viewOf(headers: readonly (readonly [string, string])[], method = 'GET'): RequestView {
  const fields = new Map(headers);
  return { method, url: '/', secure: true, header: (name) => fields.get(name) };
}

const create = () =>
  createSecurity({
    privateKey,
    clock: () => NOW * 1000,
    policies: [headerPolicy(), cookiePolicy({ reissueTime: '5m' })],
    root: { acl: [['Allow', 'role:admin', 'edit']] },
    logger: { warn: () => undefined, error: () => undefined },
  });

/** Everything that a security says of a few requests. */
async function observed(security: ReturnType<typeof create>): Promise<unknown> {
  const good = { sub: 'alice', exp: NOW + 60 };
  const tokens = [tokenWith(good), tokenWith({ exp: NOW + 60 }), tokenWith(good, { typ: 'JWT' })];
  const requests = [viewOf([])].concat(
    tokens.map((token) => viewOf([['authorization', `Bearer ${token}`]])),
  );
  const answers: unknown[] = [];
  for (const view of requests) {
    const auth = await security.authenticate(view);
    const { userId, failure, principals } = auth;
    const admin = auth.claims?.['isAdmin'];
    answers.push([userId, failure?.code, principals, admin, auth.permits('edit')]);
    answers.push(auth.take(200).map(([name]) => name));
  }
  const made = await security.createToken('alice');
  for (const part of made.split('.').slice(0, 2))
    answers.push(Object.keys(JSON.parse(Buffer.from(part, 'base64url').toString()) as object));
  const login = await security.authenticate(viewOf([], 'POST'));
  await login.remember('alice');
  answers.push(login.take(200).map(([, value]) => value.replace(/=ey[^;]+/, '')));
  const cross = [
    ['origin', 'https://evil.example'],
    ['host', 'own.example'],
  ] as const;
  const foreign = await security.authenticate(viewOf(cross, 'POST'));
  answers.push(await (async () => foreign.remember('alice'))().then(String, codeOf));
  return answers;
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code ?? String(error);

afterEach(() => {
  for (const name of Object.keys(POLLUTION)) delete polluted[name];
});

describe('ownMembers', () => {
  it('copies own members only, and returns an empty object for an absent value', () => {
    expect(ownMembers(Object.create({ a: 1 }) as object)).toEqual({});
    expect(ownMembers({ b: 2 })).toEqual({ b: 2 });
    expect(ownMembers(undefined)).toEqual({});
    expect(Object.getPrototypeOf(ownMembers({}))).toBeNull();
  });
});

describe('a polluted Object.prototype (R016)', () => {
  it.each(Object.entries(POLLUTION))(
    'changes no answer if %s is written to it, before or after createSecurity',
    async (name, value) => {
      const before = create();
      const expected = await observed(before);
      polluted[name] = value;
      const answers = [await observed(before), await observed(create())];
      delete polluted[name];
      expect(answers).toEqual([expected, expected]);
    },
  );

  it.each(['acl', 'parent', 'root'])('grants nothing by %s', (name) => {
    polluted[name] = POLLUTION[name];
    const granted = [{}, { acl: [] }].map((it) => permits(it, ['system.Everyone'], 'edit'));
    delete polluted[name];
    expect(granted).toEqual([false, false]);
  });

  it.each([
    ['kid', 'x'],
    ['algorithm', 'HS256'],
    ['publicKey', 'x'],
  ])('does not become the %s of a key in a ring', async (name, value) => {
    const headerOf = async (): Promise<string> => {
      const keys = keyRing([{ kid: 'own', privateKey }]);
      const token = await createSecurity({ keys, audit: 'off' }).createToken('alice');
      return token.split('.')[0] as string;
    };
    const expected = await headerOf();
    polluted[name] = value;
    const header = await headerOf();
    delete polluted[name];
    expect(header).toBe(expected);
  });
});
