import { describe, expect, it } from 'vitest';
import { Fingerprinter } from '../../src/sessions/fingerprint.ts';
import { liveMarkOf } from '../../src/sessions/live-mark-of.ts';
import { RevokedState } from '../../src/sessions/revoked.ts';
import type { Entry } from '../../src/stores/model/entry.ts';
import { CachedToken } from '../../src/token/cached-token.ts';
import { ownIssuer } from '../support/own-issuer.ts';

const START = Date.UTC(2026, 0, 1);
const prints = new Fingerprinter();
const keys = { current: null } as never;

/** A cached token of a session that began at a time. */
function tokenOf(user: string, session: string, begun: number, provider?: string): CachedToken {
  const claims = {
    sub: user,
    sid: session,
    jti: `${session}-1`,
    iat: begun / 1000,
    auth_time: begun / 1000,
    ...(provider !== undefined && { provider_session: { issuer: 'idp', sid: provider } }),
  };
  const issuer = ownIssuer(keys);
  const verified = { ok: true, claims, header: {}, kind: 'session', issuer } as const;
  const token = new CachedToken(session, { ...verified, mark: null, liveIn: -1 } as never, keys);
  token.mark = liveMarkOf(token, prints);
  return token;
}

/** What a process does at each use of a cached token. */
function isRefused(state: RevokedState, token: CachedToken): boolean {
  if (!state.isStillLive(token)) {
    if (state.reasonOf(token.mark as never, token.liveIn) !== null) return true;
  }
  token.liveIn = state.version;
  return false;
}

/** Numbers that look random and are the same in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 0x5bd1e995) + 0x3779fb9) | 0;
    return (state >>> 8) % below;
  };
}

const entryOf = (kind: Entry['kind'], id: string, at: number): Entry => ({
  kind,
  id,
  user: null,
  at,
  until: null,
});

describe('RevokedState', () => {
  it.each([1, 2, 3])(
    'refuses exactly the cached tokens that were revoked, however long they were not used',
    (seed) => {
      const random = numbers(seed);
      const state = new RevokedState(prints, false);
      const users = 300;
      const tokens = Array.from({ length: 900 }, (_, index) =>
        tokenOf(`u${index % users}`, `s${index}`, START + index * 1000, `p${index % 450}`),
      ).concat(
        Array.from({ length: 900 }, (_, index) =>
          tokenOf(`u${index % users}`, `t${index}`, START + index * 1000),
        ),
      );
      const revoked = new Set<CachedToken>();
      const revoke = (entry: Entry, isNamed: (token: CachedToken) => boolean) => {
        state.apply(entry);
        for (const token of tokens) if (isNamed(token)) revoked.add(token);
      };
      for (let step = 0; step < 6000; step++) {
        const chosen = tokens[random(tokens.length)] as CachedToken;
        const { sid, jti, sub, iat } = chosen.claims;
        const what = random(400);
        if (what === 0)
          revoke(entryOf('session', `own:${String(sid)}`, 0), (token) => token === chosen);
        else if (what === 1)
          revoke(entryOf('token', `own:${String(jti)}`, 0), (token) => token === chosen);
        else if (what === 2) {
          const at = (iat as number) * 1000;
          revoke(
            entryOf('user', `own:${String(sub)}`, at),
            (token) => token.claims.sub === sub && (token.claims.iat as number) * 1000 - 1 < at,
          );
        } else if (what === 3) {
          const named = `p${random(450)}`;
          revoke(entryOf('session', `idp:${named}`, 0), ({ claims }) => {
            const provider = claims['provider_session'] as { sid: string } | undefined;
            return provider?.sid === named;
          });
        } else state.apply(entryOf('session', `own:other-${step}`, 0));
        expect(isRefused(state, chosen), `${step}: ${String(sid)}`).toBe(revoked.has(chosen));
      }
      for (const token of tokens) expect(isRefused(state, token)).toBe(revoked.has(token));
      expect(revoked.size).toBeGreaterThan(30);
      state.apply(entryOf('all', '', START + 450_000));
      for (const token of tokens)
        if ((token.claims.iat as number) * 1000 < START + 450_000)
          expect(isRefused(state, token)).toBe(true);
    },
  );
});
