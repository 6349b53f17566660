import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeWebob } from '../../src/authn/webob.ts';
import { ConfigurationError } from '../../src/index.ts';
import { ROOT } from '../support/gate.ts';
import type { Answer, ReadToken } from '../support/pyramid-jwt/answer.ts';
import { answerOf, recorded } from '../support/pyramid-jwt/answer.ts';
import { application } from '../support/pyramid-jwt/application.ts';
import { CookieJar } from '../support/pyramid-jwt/browser.ts';
import type { Verdict } from '../support/pyramid-jwt/compare.ts';
import { judge } from '../support/pyramid-jwt/compare.ts';
import { factsOf, isSame } from '../support/pyramid-jwt/facts.ts';
import { optionOf, predict, renewal } from '../support/pyramid-jwt/original.ts';
import type { Configuration } from '../support/pyramid-jwt/recording.ts';
import { readRecording, START } from '../support/pyramid-jwt/recording.ts';
import { replaysOf, run } from '../support/pyramid-jwt/replay.ts';
import { isOfGuide, WANTED } from '../support/pyramid-jwt/wanted.ts';
import { signed } from '../support/security.ts';

/** Options of the original that are a fault here, and what the fault says. */
const FAULTS: readonly (readonly [
  rule: string,
  holds: (configuration: Configuration) => boolean,
  says: RegExp,
])[] = [
  [
    'A `reissue_time` of 0, which was never, is a fault at start: leave it out',
    ({ options }) => options['reissue_time'] === 0,
    /JWT_COOKIE_REISSUE_TIME.* is 0: leave it out for never/,
  ],
  [
    'A `reissue_time` that is not shorter than the expiration, which was never, is a fault at start: leave it out',
    ({ options }) => Number(options['reissue_time']) >= Number(options['expiration']),
    /JWT_COOKIE_REISSUE_TIME.* is not shorter than expiration/,
  ],
];

const configurations = readRecording();
const guide = readFileSync(`${ROOT}/docs/guide/moving-from-pyramid_jwt.md`, 'utf8');

const isFault = (configuration: Configuration): boolean =>
  FAULTS.some(([, holds]) => holds(configuration));

/** Leaves out what is a fault here, as its message says. */
function cured(configuration: Configuration): Configuration {
  if (!isFault(configuration)) return configuration;
  return { ...configuration, options: { ...configuration.options, reissue_time: null } };
}

async function verdictsOf(configuration: Configuration): Promise<readonly Verdict[]> {
  const runs = await Promise.all(replaysOf(cured(configuration)).map(run));
  return runs.flat().map(judge);
}

let verdicts: readonly Verdict[] = [];

/** How many of the recorded requests these verdicts are about. */
function requestsIn(some: readonly Verdict[]): number {
  const names = some.map(({ compared }) => `${compared.replay.configuration.id} ${compared.index}`);
  return new Set(names).size;
}

describe('the 803 recorded answers of pyramid_jwt in 53 configurations', () => {
  beforeAll(async () => {
    verdicts = (await Promise.all(configurations.map(verdictsOf))).flat();
  }, 60_000);

  it('are all compared, most of them in several ways', () => {
    const recordedRequests = configurations.reduce((sum, { steps }) => sum + steps.length, 0);
    expect([configurations.length, recordedRequests]).toEqual([53, 803]);
    expect([requestsIn(verdicts), verdicts.length]).toEqual([803, 2051]);
  });

  it.each(configurations.map(({ id }) => id))(
    'are given here as well, but for the wanted differences: %s',
    (id) => {
      const own = verdicts.filter(({ compared }) => compared.replay.configuration.id === id);
      expect(own.length).toBeGreaterThan(0);
      for (const { compared, rules, expected, ours } of own) {
        const { path } = compared.step;
        expect({ path, rules, ...ours }).toEqual({ path, rules, ...expected });
      }
    },
  );

  it('differ by wanted differences in 505 requests, and by none in 298', () => {
    const differing = verdicts.filter(({ rules }) => rules.length > 0);
    expect(requestsIn(verdicts) - requestsIn(differing)).toBe(298);
    const counts = WANTED.map(({ rule }) => [
      rule,
      requestsIn(verdicts.filter(({ rules }) => rules.includes(rule))),
    ]);
    expect(counts).toEqual(WANTED.map(({ rule, requests }) => [rule, requests]));
  });

  it('are predicted by the model of the original that stands in where the tokens differ', () => {
    let predicted = 0;
    for (const { compared } of verdicts) {
      const { configuration, theirs, page, now, host, query } = factsOf(compared);
      const { step } = compared;
      const isPage = ['whoami', 'secure', 'admin', 'public'].includes(page);
      const isCookie = configuration.policy === 'cookie' && step.answer.status !== 500;
      if (!isPage || !isCookie || compared.replay.movesAt > 0) continue;
      const arrival = { page, now, host, query };
      expect(predict(configuration, theirs, arrival), `${configuration.id} ${step.path}`).toEqual(
        recorded(step.answer),
      );
      predicted++;
    }
    expect(predicted).toBe(269);
  });
});

/** What the original logs about a token, and the code of the failure here. */
const REASONS: readonly (readonly [logged: string, code: string])[] = [
  ['Invalid audience', 'token_audience_mismatch'],
  ['Invalid claim format in token', 'token_claims_invalid'],
  ['Not enough segments', 'token_malformed'],
  ['Signature has expired', 'token_expired'],
  // The token itself, or what stands around it in the header.
  ['Signature verification failed', 'token_signature_invalid'],
  ['Signature verification failed', 'credentials_malformed'],
  ['The specified alg value is not allowed', 'token_algorithm_refused'],
  ['The token is not yet valid (nbf)', 'token_not_yet_valid'],
  // An empty audience, or one that is null or no list of strings.
  ['Token is missing the "aud" claim', 'token_audience_mismatch'],
  ['Token is missing the "aud" claim', 'token_claims_invalid'],
];

describe('what pyramid_jwt logs about a refused token', () => {
  it('is said by auth.failure', () => {
    const pairs = verdicts.flatMap(({ compared, ours }) => {
      const { refused } = compared.step.answer;
      const { sent, theirs } = factsOf(compared);
      const isRefused = ours.whoami?.tokenUser === null && isSame(sent, theirs);
      return refused !== undefined && isRefused ? [`${refused}: ${compared.failure}`] : [];
    });
    const expected = REASONS.map(([logged, code]) => `${logged}: ${code}`);
    expect([...new Set(pairs)].toSorted()).toEqual(expected.toSorted());
  });
});

describe('options of pyramid_jwt that are a fault here', () => {
  it.each(FAULTS)('are found at start: %s', async (_rule, holds, says) => {
    const some = configurations.filter(holds);
    expect(some.length).toBeGreaterThan(0);
    for (const configuration of some)
      for (const replay of replaysOf(configuration)) {
        const refused: unknown = await run(replay).catch((error: unknown) => error);
        expect(refused).toBeInstanceOf(ConfigurationError);
        expect((refused as Error).message).toMatch(says);
      }
  });

  it('leave all other configurations alone', () => {
    const others = configurations.filter((configuration) => !isFault(configuration));
    expect(others).toHaveLength(50);
    expect(others.some((one) => optionOf(one, 'reissue_time') === 0)).toBe(false);
  });
});

describe('a session that both servers renew', () => {
  const moving = configurations.find(({ id }) => id === 'moved5') as Configuration;
  const secret = moving.options['private_key'] as string;
  const url = new URL('https://app.example/whoami');
  const host = url.hostname;
  const header = { alg: 'HS512', typ: 'JWT' };
  const END = START + 7 * 86_400;
  let now = START;
  const here = application(moving, { isMoved: true, host, clock: () => now });
  const jar = new CookieJar();

  async function visit(path: string): Promise<Answer> {
    const headers = new Headers({ host, cookie: jar.header(url, now) ?? '' });
    const response = await here(new Request(new URL(path, url), { headers }));
    jar.keep(response.headers.getSetCookie(), url, now);
    return (await answerOf(response)).answer;
  }

  /** The original keeps all claims but those of one token. */
  function renewThere({ claims }: ReadToken): void {
    const [cookie] = renewal(moving, { header, claims }, { host, now });
    const next = JSON.stringify(cookie?.token?.claims);
    const value = writeWebob(signed(JSON.stringify(header), next, secret));
    jar.keep([`Authorization=${value}; Domain=${host}; Path=/; Max-Age=3600`], url, now);
  }

  async function renewHere(path = '/whoami'): Promise<ReadToken> {
    return (await visit(path)).cookies[0]?.token as ReadToken;
  }

  it('keeps its id and its beginning, and ends seven days after the login', async () => {
    const login = await renewHere('/remember?sub=alice');
    let held = login;
    while (now < END - 3020) {
      now += 10;
      renewThere(held);
      now += 3000;
      held = await renewHere();
      expect(held.claims).toMatchObject({ sid: login.claims['sid'], auth_time: START, iat: now });
    }
    now = END - 10;
    renewThere(held);
    expect((await visit('/secure')).status).toBe(200);
    now = END;
    expect((await visit('/secure')).status).toBe(401);
  });
});

describe('the guide', () => {
  it('lists every wanted difference once, and no other', () => {
    const table = /^\| difference \|[^\n]*\n\|[-|]+\|\n((?:\|[^\n]*\n)+)/m.exec(guide)?.[1] ?? '';
    const listed = table.split('\n').flatMap((row) => /^\| (.+?) \|/.exec(row)?.[1] ?? []);
    const rules = [
      ...WANTED.map(({ rule }) => rule).filter(isOfGuide),
      ...FAULTS.map(([rule]) => rule),
    ];
    expect(listed.toSorted()).toEqual(rules.toSorted());
  });
});
