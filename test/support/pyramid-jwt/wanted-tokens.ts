import type { ReadCookie } from './answer.ts';
import { ID, withoutIds } from './answer.ts';
import type { Wanted } from './difference.ts';
import { fails } from './difference.ts';
import type { Facts } from './facts.ts';
import { givenClaims, userIn } from './facts.ts';
import { sessionCookie } from './original.ts';

const WRITTEN = ['exp', 'iat', 'aud'];

/** Differences in the claims of new tokens. */
export const TOKENS: readonly Wanted[] = [
  {
    rule: '`exp`, `iat` and `aud` cannot be passed as claims, nor another `sub`: a TypeError',
    requests: 4,
    change: (answer, facts) => {
      const claims = givenClaims(facts) ?? {};
      const isOther = 'sub' in claims && claims['sub'] !== userIn(facts.query);
      if (isOther || WRITTEN.some((name) => name in claims)) return fails(answer);
    },
  },
  {
    rule: 'The lifetime of one token is positive and its audience not empty; undefined means that of the policy',
    requests: 7,
    change: (answer, { query }) => {
      const isEmpty = query.get('audience') === '';
      if (isEmpty || Number(query.get('expiration') ?? 1) <= 0) return fails(answer);
    },
  },
  {
    rule: 'Claims and options are two arguments, so that a claim may have any other name',
    requests: 5,
    change: (answer, facts) => {
      const { configuration, query, page } = facts;
      const claims = givenClaims(facts);
      if (
        claims === undefined ||
        !('principal' in claims || 'request' in claims || 'expiration' in claims)
      )
        return;
      const user = { sub: userIn(query) };
      const [cookie] = sessionCookie(configuration, { ...claims, ...user }, facts);
      answer.status = 200;
      if (page === 'login') answer.token = (cookie as ReadCookie).token;
      else answer.cookies = [cookie as ReadCookie];
    },
  },
  {
    rule: 'Every token has an id in `jti`; that of a session also has `sid` and `auth_time`',
    requests: 231,
    change: ({ token, cookies, whoami }, facts) => {
      if (token !== null) token.claims['jti'] ??= ID;
      for (const cookie of cookies) addSession(cookie, facts);
      for (const name of ['jti', 'sid', 'auth_time'])
        if (whoami !== null && 'sub' in whoami.claims && facts.sent?.claims[name] !== undefined)
          whoami.claims = { ...whoami.claims, [name]: withoutIds(facts.sent).claims[name] };
    },
  },
  {
    rule: 'The token of a cookie has the type `session+jwt`',
    requests: 106,
    change: ({ cookies }) => {
      for (const { token } of cookies)
        if (token !== null) token.header = { ...token.header, typ: 'session+jwt' };
    },
  },
];

function addSession({ token }: ReadCookie, { sent, page, query }: Facts): void {
  if (token === null) return;
  const { claims } = token;
  const isLogin = page === 'remember' || /remember/.test(query.get('do') ?? '');
  const start = sent?.claims['auth_time'] ?? sent?.claims['iat'];
  claims['jti'] ??= ID;
  claims['sid'] = ID;
  claims['auth_time'] = isLogin ? claims['iat'] : start;
}
