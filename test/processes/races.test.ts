import { describe, expect, it, onTestFinished } from 'vitest';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import { headerPolicy } from '../../src/authn/header.ts';
import { createSecurity } from '../../src/config/create-security.ts';
import type { Security, SecurityOptions } from '../../src/index.ts';
import { allowlist, denylist } from '../../src/sessions/lists.ts';
import { memoryStore } from '../../src/stores/memory/memory-store.ts';
import { testClock } from '../../src/testing/clock.ts';
import { requestView } from '../../src/testing/request-view.ts';
import { print, repetitions } from '../support/repetitions.ts';
import { SECRET } from '../support/security.ts';
import { delaying, interferedStore, randomNumbers } from '../support/unreliable-store.ts';

const SEED = Number(process.env.PYRAMIDION_SEED ?? Date.now() % 1_000_000);
const TOGETHER = 100;
/** How long a process may take to hear of something, in milliseconds. */
const BOUND = 1000;
const ROUNDS = repetitions(10_000 / TOGETHER);

async function setUp(list: typeof denylist) {
  const random = randomNumbers(SEED);
  const clock = testClock();
  const store = memoryStore({ clock });
  const make = (): Security =>
    createSecurity({
      privateKey: SECRET,
      clock,
      audit: 'off',
      logger: { warn() {}, error() {} },
      policies: [headerPolicy(), cookiePolicy({ reissueTime: '5m', sessionLifetime: '8h' })],
      // The clock stands still, and so the answer of the store counts for as long as timers say.
      revocation: list(interferedStore(store, delaying(random)), { deadline: 5000 }),
      refresh: {},
    } as SecurityOptions) as Security;
  const [one, other] = [make(), make()];
  // A login before the store was opened is older than the cut-off with which an empty one begins.
  await Promise.all([one.ready(), other.ready()]);
  onTestFinished(async () => {
    await one.close();
    await other.close();
  });
  return { one, other, clock, random };
}

function view(credential: string, method = 'GET') {
  const headers = credential.includes('=')
    ? { cookie: credential, 'sec-fetch-site': 'same-origin' }
    : { authorization: `Bearer ${credential}`, 'sec-fetch-site': 'same-origin' };
  return requestView({ method, headers });
}

function setCookie(headers: readonly (readonly [string, string])[]): string {
  return headers.find(([name]) => name === 'Set-Cookie')?.[1].split(';', 1)[0] ?? '';
}

async function answerOf(security: Security, credential: string): Promise<string> {
  const auth = await security.authenticate(view(credential));
  return auth.failure?.code ?? String(auth.userId);
}

async function isRefused(security: Security, refreshToken: string): Promise<boolean> {
  return security.refreshTokens(refreshToken).then(
    () => false,
    (error: { code?: string }) => error.code === 'token_revoked',
  );
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Returns how many credentials are still accepted when all processes have heard of everything. */
async function stillAccepted(
  securities: readonly Security[],
  credentials: readonly string[],
): Promise<number> {
  const latest = performance.now() + BOUND;
  let accepted = 0;
  for (const security of securities)
    for (const credential of credentials)
      while ((await answerOf(security, credential)) !== 'token_revoked') {
        if (performance.now() > latest) {
          accepted++;
          break;
        }
        await pause(20);
      }
  return accepted;
}

describe.each([
  ['denylist', denylist],
  ['allowlist', allowlist],
])('%s', (name, list) => {
  it('never brings back a session that is ended while it is refreshed (R109)', async () => {
    const { one, other } = await setUp(list);
    let refreshed = 0;
    let resurrected = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const race = async (): Promise<string[]> => {
        const pair = await one.issueTokens('alice');
        const auth = await one.authenticate(view(pair.access_token));
        const [next] = await Promise.all([
          one.refreshTokens(pair.refresh_token).catch(() => null),
          other.revokeSession(auth.session?.id ?? ''),
        ]);
        if (!(await isRefused(other, next?.refresh_token ?? pair.refresh_token))) resurrected++;
        if (next !== null) refreshed++;
        return next === null ? [pair.access_token] : [pair.access_token, next.access_token];
      };
      const credentials = await Promise.all(Array.from({ length: TOGETHER }, race));
      resurrected += await stillAccepted([one, other], credentials.flat());
    }
    const races = ROUNDS * TOGETHER;
    print(`logout while a token is refreshed, ${name}`, {
      seed: SEED,
      races,
      refreshed,
      resurrected,
    });
    expect(resurrected).toBe(0);
  });

  it('never brings back a session that is ended while its cookie is renewed (R109)', async () => {
    const { one, other, clock, random } = await setUp(list);
    let renewed = 0;
    let resurrected = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const logins = await Promise.all(
        Array.from({ length: TOGETHER }, async () => {
          const auth = await one.authenticate(view('none=', 'POST'));
          await auth.remember('alice');
          return setCookie(auth.take(200));
        }),
      );
      clock.advance('6m');
      const credentials = await Promise.all(
        logins.map(async (cookie) => {
          const ending = await other.authenticate(view(cookie, 'POST'));
          const [renewing] = await Promise.all([
            one.authenticate(view(cookie)),
            random() < 0.5 ? ending.forget() : other.revokeSession(ending.session?.id ?? ''),
          ]);
          const next = setCookie(renewing.take(200));
          if (next.includes('.')) renewed++;
          return next.includes('.') ? [cookie, next] : [cookie];
        }),
      );
      resurrected += await stillAccepted([one, other], credentials.flat());
    }
    const races = ROUNDS * TOGETHER;
    print(`logout while a cookie is renewed, ${name}`, { seed: SEED, races, renewed, resurrected });
    expect(resurrected).toBe(0);
  });

  it('ends the logins before revokeUser, and none after it', async () => {
    const { one, other } = await setUp(list);
    let wrong = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const race = async (_: unknown, index: number): Promise<void> => {
        const user = `user${round}-${index}`;
        const before = await one.createToken(user);
        // This one has begun before and ends after: both answers are right.
        const between = one.createToken(user);
        await other.revokeUser(user);
        const after = await one.createToken(user);
        await between;
        if ((await answerOf(other, before)) !== 'token_revoked') wrong++;
        for (const security of [one, other])
          if ((await answerOf(security, after)) !== user) wrong++;
      };
      await Promise.all(Array.from({ length: TOGETHER }, race));
    }
    print(`login around revokeUser, ${name}`, { seed: SEED, races: ROUNDS * TOGETHER, wrong });
    expect(wrong).toBe(0);
  });
});
