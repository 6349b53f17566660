import { describe, expect, it } from 'vitest';
import type { OwnOrigins } from '../../src/authn/origin.ts';
import { headerPolicy } from '../../src/index.ts';
import type { AuthContext, AuthenticationPolicy } from '../../src/index.ts';
import { contextOf } from '../../src/security/internals.ts';
import { FAILURES, NONSENSE, NONSENSE_SOON_OR_LATER } from '../support/nonsense.ts';
import type { SetUp } from '../support/security.ts';
import { bearer, handMade, NOW, setUp, view } from '../support/security.ts';

const TOKEN = handMade({ sub: 'alice', exp: NOW + 60 });
const EXPIRED = handMade({ sub: 'alice', exp: NOW });
const OK = { ok: false, code: 'token_expired', reason: 'made by hand' };

/** A policy of an application that finds a good token, with some of its methods replaced. */
function own(methods: Partial<Record<keyof AuthenticationPolicy, unknown>>): AuthenticationPolicy {
  return {
    kind: 'own',
    challenge: 'Own',
    vary: 'X-Own',
    session: null,
    find: () => TOKEN,
    refineFailure: (refused: unknown) => refused,
    checkRequest: () => null,
    ...methods,
  } as AuthenticationPolicy;
}

/** A request with a good header token, which a later policy would accept. */
async function authenticated(policy: AuthenticationPolicy): Promise<SetUp & { auth: AuthContext }> {
  const set = setUp({ policies: [policy, headerPolicy()] });
  return { ...set, auth: await set.security.authenticate(bearer(TOKEN)) };
}
const statusOf = (auth: AuthContext) => contextOf(auth).refusal('edit')?.status ?? 200;
const eventsOf = ({ events }: SetUp) => events.map(({ event }) => event);

// A string is a token and null is no credential: both are documented.
const NO_CREDENTIAL = NONSENSE_SOON_OR_LATER.filter(([name]) => name !== 'an empty string');
const NO_FAILURE: readonly (readonly [string, unknown])[] = [
  ...NONSENSE,
  ['a failure with an unknown code', { ok: false, code: 'no_such_code', reason: 'x' }],
  ['a failure with an inherited code', { ok: false, code: 'constructor', reason: 'x' }],
  ['a failure without a reason', { ok: false, code: 'token_expired' }],
  ['a failure that is ok', { ok: true, code: 'token_expired', reason: 'x' }],
  ['a promise of null', Promise.resolve(null)],
  ['an Error', new Error('no')],
];

describe('find of a policy', () => {
  it('refuses the credential by returning a failure of its own', async () => {
    const { auth } = await authenticated(own({ find: () => OK }));
    expect([auth.failure, auth.policy]).toEqual([OK, 'own']);
  });

  it.each(FAILURES)(
    'that %s refuses the credential with 503, and no later policy decides',
    async (_, find) => {
      const { auth, ...set } = await authenticated(own({ find }));
      expect([auth.isAuthenticated, auth.failure?.code, auth.policy]).toEqual([
        false,
        'user_unavailable',
        'own',
      ]);
      expect(statusOf(auth)).toBe(503);
      expect(eventsOf(set).slice(0, 2)).toEqual(['policy_failed', 'authentication_refused']);
    },
  );

  it.each(NO_CREDENTIAL)('that returns %s refuses the credential with 503', async (_, find) => {
    const { auth, ...set } = await authenticated(own({ find }));
    expect([auth.isAuthenticated, statusOf(auth)]).toEqual([false, 503]);
    expect(set.events[0]).toMatchObject({
      event: 'policy_failed',
      code: 'user_unavailable',
      reason:
        "find of the policy 'own' returned something unusable: return the token, a failure, or null for no credential.",
    });
  });

  it('that returns null leaves the request to the next policy', async () => {
    const { auth } = await authenticated(own({ find: () => null }));
    expect([auth.userId, auth.policy]).toEqual(['alice', 'header']);
  });

  it('that returns an empty string has found a token that is none', async () => {
    const { auth } = await authenticated(own({ find: () => '' }));
    expect(auth.failure?.code).toBe('token_malformed');
  });

  it('that throws still lets the response vary on its field', async () => {
    const [[, fail]] = FAILURES as [[string, () => never]];
    const { auth } = await authenticated(own({ find: fail }));
    expect(auth.take(200)).toEqual([['Vary', 'X-Own']]);
  });
});

describe('refineFailure of a policy', () => {
  const expired = (refineFailure: unknown) =>
    authenticated(own({ find: () => EXPIRED, refineFailure }));

  it('replaces the failure of the token', async () => {
    const made = { ok: false, code: 'credentials_malformed', reason: 'by hand' };
    expect((await expired(() => made)).auth.failure).toEqual(made);
  });

  it('is not called for a good token', async () => {
    const refineFailure = () => ({ ...OK });
    expect((await authenticated(own({ refineFailure }))).auth.userId).toBe('alice');
  });

  it.each(FAILURES)('that %s leaves the failure as it was', async (_, fail) => {
    const { auth, ...set } = await expired(fail);
    expect([auth.isAuthenticated, auth.failure?.code]).toEqual([false, 'token_expired']);
    expect(eventsOf(set)).toContain('policy_failed');
  });

  it.each<readonly [string, unknown]>([...NO_FAILURE, ['null', null]])(
    'that returns %s leaves the failure as it was',
    async (_, value) => {
      const { auth, ...set } = await expired(() => value);
      expect([auth.isAuthenticated, auth.failure?.code]).toEqual([false, 'token_expired']);
      expect(eventsOf(set)).toContain('policy_failed');
    },
  );
});

describe('checkRequest of a policy', () => {
  it('refuses the request by returning a failure', async () => {
    const { auth } = await authenticated(own({ checkRequest: () => OK }));
    expect([auth.isAuthenticated, auth.failure]).toEqual([false, OK]);
  });

  it('gets the view, the claims, the time in seconds and the own origins', async () => {
    const asked: unknown[] = [];
    const checkRequest = (...args: unknown[]) => {
      asked.push(...args);
      return null;
    };
    const request = view();
    const origin = 'https://a.example';
    await setUp({ policies: [own({ checkRequest })], origin }).security.authenticate(request);
    const [first, claims, now, origins] = asked;
    expect([first, claims, now]).toEqual([request, { sub: 'alice', exp: NOW + 60 }, NOW]);
    expect((origins as OwnOrigins)(request)).toEqual([origin]);
  });

  it.each(FAILURES)('that %s refuses the request with 503', async (_, fail) => {
    const { auth, ...set } = await authenticated(own({ checkRequest: fail }));
    expect([auth.isAuthenticated, auth.claims, statusOf(auth)]).toEqual([false, null, 503]);
    expect(eventsOf(set)).toContain('policy_failed');
  });

  it.each(NO_FAILURE)('that returns %s refuses the request with 503', async (_, value) => {
    const { auth, ...set } = await authenticated(own({ checkRequest: () => value }));
    expect([auth.isAuthenticated, auth.claims, statusOf(auth)]).toEqual([false, null, 503]);
    expect(eventsOf(set)).toContain('policy_failed');
  });
});
