import type { ReadCookie, ReadToken } from './answer.ts';
import type { Wanted } from './difference.ts';
import { isGood } from './facts.ts';
import { addedBy, renewal } from './original.ts';

const WEEK = 604_800;

/** Differences in cookies and sessions. */
export const SESSIONS: readonly Wanted[] = [
  {
    rule: 'A session is renewed whether or not the handler looks at the user',
    requests: 3,
    change: (answer, facts) => {
      const { page, query, configuration, sent } = facts;
      const isOpen = page === 'public' || (page === 'ops' && query.get('do') === '');
      if (isOpen && sent !== null && isGood(facts, sent))
        answer.cookies = renewal(configuration, sent, facts);
    },
  },
  {
    rule: 'The session of an unknown user is not renewed',
    requests: 11,
    change: (answer, { configuration, sent, page }) => {
      const isRenewed = page !== 'remember' && page !== 'logout' && page !== 'ops';
      if (isRenewed && sent !== null && addedBy(configuration, sent) === null) answer.cookies = [];
    },
  },
  {
    rule: 'No session begins or is renewed on an error, from 400 on',
    requests: 4,
    change: (answer) => {
      if (answer.status >= 400) answer.cookies = [];
    },
  },
  {
    rule: 'A renewal keeps the lifetime of the token, also for one token that had its own',
    requests: 11,
    change: ({ cookies }, { sent, now }) => {
      const { exp, iat } = (sent?.claims ?? {}) as { exp?: number; iat?: number };
      if (exp !== undefined && iat !== undefined)
        for (const cookie of renewals(cookies, sent)) setLifetime(cookie, exp - iat, now);
    },
  },
  {
    rule: 'A session that slides ends after `sessionLifetime`, by default seven days after the login',
    requests: 2,
    change: ({ cookies }, { sent, now }) => {
      const { exp, iat } = (sent?.claims ?? {}) as { exp?: number; iat?: number };
      if (exp === undefined && iat !== undefined)
        for (const cookie of renewals(cookies, sent)) setLifetime(cookie, iat + WEEK - now, now);
    },
  },
  {
    rule: 'A renewal takes over neither `nbf` nor `jti`, which are of one token',
    requests: 4,
    change: ({ cookies }, { sent }) => {
      for (const { token } of renewals(cookies, sent)) delete token?.claims['nbf'];
      for (const { token } of renewals(cookies, sent))
        if (sent?.claims['jti'] === token?.claims['jti']) delete token?.claims['jti'];
    },
  },
  {
    rule: 'The last `remember` or `forget` of a request takes effect, alone',
    requests: 38,
    change: (answer, { page, query }) => {
      if (page !== 'ops') return;
      const last = (query.get('do') as string)
        .split(',')
        .findLast((one) => /remem|forget/.test(one));
      const isLast = ({ format }: ReadCookie): boolean =>
        (format === 'cleared') === (last === 'forget');
      if (last !== undefined) answer.cookies = answer.cookies.filter(isLast);
    },
  },
];

/** The cookies that go on with the session of the request. */
function renewals(cookies: readonly ReadCookie[], sent: ReadToken | null): readonly ReadCookie[] {
  return cookies.filter(
    ({ token }) =>
      token !== null &&
      sent !== null &&
      token.claims['sub'] === sent.claims['sub'] &&
      token.claims['iat'] !== sent.claims['iat'],
  );
}

function setLifetime(cookie: ReadCookie, seconds: number, now: number): void {
  const end = Math.floor(now) + seconds;
  cookie.maxAge = seconds;
  cookie.expires = end;
  (cookie.token as ReadToken).claims['exp'] = end;
}
