import { user } from '../../../src/index.ts';
import type { Answer } from './answer.ts';
import type { Wanted } from './difference.ts';
import { fails } from './difference.ts';
import type { Facts } from './facts.ts';
import { givenClaims, isGood, isKnown, isRead, isUserId, userIn } from './facts.ts';
import { optionOf, predict } from './original.ts';

/** Differences in who is authenticated and what is allowed. */
export const AUTHENTICATION: readonly Wanted[] = [
  {
    rule: 'A scheme and the name of a header are read in any case',
    requests: 2,
    change: (answer, facts) => {
      if (/^[a-z]/.test(facts.credential) && facts.credential.includes(' '))
        return acceptRead(answer, facts);
    },
  },
  {
    rule: '`Bearer` is read beside `JWT` where no `auth_type` is set',
    requests: 4,
    change: (answer, facts) => {
      if (facts.credential.startsWith('Bearer ')) return acceptRead(answer, facts);
    },
  },
  {
    rule: 'In a header of its own the token may stand behind a scheme',
    requests: 1,
    change: (answer, facts) => {
      if (optionOf(facts.configuration, 'http_header') !== null) return acceptRead(answer, facts);
    },
  },
  {
    rule: 'An `iat` of up to a minute ahead refuses nothing',
    requests: 2,
    change: (answer, facts) => {
      const { sent, now } = facts;
      if (sent !== null && (sent.claims['iat'] as number) > now && isGood(facts, sent))
        return predict(facts.configuration, sent, facts);
    },
  },
  {
    rule: 'What a client sends never leads to a 500',
    requests: 9,
    change: (answer, facts) => {
      const { configuration, sent } = facts;
      if (answer.status !== 500 || configuration.policy !== 'cookie') return;
      if (sent === null || givenClaims(facts) !== undefined) return;
      // A session without a start would never end.
      const isAccepted = isGood(facts, sent) && sent.claims['iat'] !== undefined;
      return predict(configuration, isAccepted ? sent : null, facts);
    },
  },
  {
    rule: 'A user id is a safe integer, or a string of 1 to 255 bytes without control characters',
    requests: 21,
    change: (answer, { page, query, sent, configuration }) => {
      if (page === 'login' && !isUserId(userIn(query))) return fails(answer);
      const user = sent?.claims['sub'];
      if (user === undefined || isUserId(user)) return;
      return predict(configuration, null, { page, query, host: '', now: 0 });
    },
  },
  {
    rule: 'A user with the name of a role, or of `system.Everyone`, is a user and nothing else',
    requests: 5,
    change: (answer, { page, sent, configuration }) => {
      const user = sent?.claims['sub'];
      if (typeof user !== 'string' || !/^(role:|system\.)/.test(user)) return;
      if (page === 'admin') answer.status = 403;
      if (page === 'secure' && configuration.callback !== 'none') answer.status = 200;
    },
  },
  {
    rule: 'The callback returns strings; `system.*`, `user:*` and other values are left out',
    requests: 6,
    change: (answer, { configuration, sent }) => {
      const { whoami } = answer;
      if (configuration.callback !== 'raw' || whoami === null || sent === null) return;
      if (typeof sent.claims['roles'] === 'string') return makeUnavailable(whoami);
      whoami.principals = whoami.principals.filter(
        (one, at) => at < 3 || (typeof one === 'string' && /^(?!system\.|user:)./.test(one)),
      );
    },
  },
  {
    rule: 'A callback that fails makes the request anonymous: guards answer 503, public pages go on',
    requests: 24,
    change: (answer, { configuration, sent, page }) => {
      if (configuration.callback !== 'raise' || sent === null) return;
      if (page !== 'whoami') return void (answer.status = page === 'public' ? 200 : 503);
      const shown = predict({ ...configuration, callback: 'none' }, sent, arrivalAt(page));
      answer.status = 200;
      answer.whoami = shown.whoami;
    },
  },
  {
    rule: 'The principal of a user is `user:<id>`, and was the id',
    requests: 175,
    change: ({ whoami }) => {
      if (whoami !== null && whoami.userId !== null)
        whoami.principals = whoami.principals.map((one, at) =>
          at === 2 ? user(one as string) : one,
        );
    },
  },
  {
    rule: 'A guard answers 401 to an anonymous request, 400 if its header is malformed, and 403 to a user, each with a challenge; it answered 403',
    requests: 72,
    change: (answer, facts) => {
      if (answer.status !== 403) return;
      const isMalformed = facts.sent !== null && facts.credential !== '' && !isRead(facts);
      if (!isKnown(facts)) answer.status = isMalformed ? 400 : 401;
      answer.challenge = true;
    },
  },
  {
    rule: 'A request with a cookie that is neither GET nor HEAD proves its origin, and so does a login or logout of a browser',
    requests: 28,
    change: (answer, { configuration, method, headers, host, page }) => {
      if (configuration.policy !== 'cookie' || method === 'GET') return;
      const site = headers.get('sec-fetch-site');
      const origin = headers.get('origin');
      const isSilent = site === null && origin === null;
      const isProved = site === 'same-origin' || site === 'none' || origin === `https://${host}`;
      if (isProved || (isSilent && page !== 'secure')) return;
      answer.status = 403;
      answer.cookies = [];
    },
  },
];

function acceptRead(answer: Answer, facts: Facts): Answer | void {
  const { configuration, sent } = facts;
  if (sent === null || !isRead(facts) || !isGood(facts, sent)) return;
  return predict(configuration, sent, facts);
}

function makeUnavailable(whoami: NonNullable<Answer['whoami']>): void {
  whoami.userId = null;
  whoami.principals = ['system.Everyone'];
}

function arrivalAt(page: string): {
  page: string;
  query: URLSearchParams;
  host: string;
  now: number;
} {
  return { page, query: new URLSearchParams(), host: '', now: 0 };
}
