import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { usedHeap } from '../../support/heap.ts';
import { print, repetitions } from '../../support/repetitions.ts';
import { BADLY } from './failures.ts';
import type { Answer } from './provider.ts';
import { apiOf, json, Provider, tokenOf } from './provider.ts';

/** How many requests there are a second, by the wall clock. */
const RATE = 1000;
/** How much faster the clock of the keys goes, so that an hour passes in a minute. */
const FASTER = 60;
const COOL_DOWN = 30_000;
const FAILURE_PAUSE = 5000;

/** The keys are fresh for a minute, so that they are due all the time. */
const well: Answer = (_request, response) =>
  json(response, { keys: provider.keys }, { 'Cache-Control': 'max-age=60' });

let provider: Provider;
beforeEach(async () => {
  provider = await new Provider('a').open();
  provider.answer = well;
});
afterEach(() => provider.close());

/** Tokens of unknown keys, each of another one. */
async function unknownTokens(): Promise<(index: number) => string> {
  const [, payload, signature] = (await tokenOf('a')).split('.');
  return (index) => {
    const header = Buffer.from(`{"alg":"ES256","kid":"${index}"}`).toString('base64url');
    return `${header}.${payload}.${signature}`;
  };
}

describe('at 1,000 requests a second, a provider that fails', () => {
  it.each(Object.entries(BADLY))(
    'has no valid token refused, and is hardly asked: it %s',
    async (name, answer) => {
      // A fetch is cut after a minute of the clock of the keys.
      const api = apiOf(provider, { timeout: 1 });
      const token = await tokenOf('a');
      const unknown = await unknownTokens();
      await api.security.ready();
      provider.answer = answer;
      const times = repetitions(3000, 100);
      const answers: Record<string, number> = {};
      const begun = performance.now();
      const heap = usedHeap();
      let asked = 0;
      for (let sent = 0; sent < times; sent++) {
        const now = performance.now() - begun;
        // The first fetch was a cool-down ago.
        api.time.now = COOL_DOWN + now * FASTER;
        const is = api.checkNow(token);
        answers[is] = (answers[is] ?? 0) + 1;
        // Every tenth request has a token of an unknown key.
        if (sent % 10 === 0) {
          asked++;
          const refused = await Promise.race([api.check(unknown(sent)), wait(1, 'later')]);
          expect(['later', 'token_key_unknown']).toContain(refused);
        }
        const early = ((sent + 1) * 1000) / RATE - (performance.now() - begun);
        if (early > 0) await wait(early);
      }
      await api.keys.refresh();
      const lasted = api.time.now - COOL_DOWN;
      const grown = usedHeap() - heap;
      const fetches = provider.asked.length - 1;
      print(`keys, provider ${name}`, {
        requests: times,
        unknown: asked,
        fetches,
        seconds: lasted / 1000,
        heap: grown,
      });
      expect(answers).toEqual({ ok: times });
      expect(fetches).toBeGreaterThan(0);
      expect(fetches).toBeLessThanOrEqual(2 + lasted / FAILURE_PAUSE);
      expect(grown).toBeLessThan(8);
    },
  );

  it('is asked at most once a cool-down while it is well and tokens name unknown keys', async () => {
    const api = apiOf(provider);
    const token = await tokenOf('a');
    const unknown = await unknownTokens();
    await api.security.ready();
    const times = repetitions(6000, 700);
    const heap = usedHeap();
    const begun = performance.now();
    for (let sent = 0; sent < times; sent++) {
      api.time.now = (performance.now() - begun) * FASTER;
      expect(api.checkNow(token)).toBe('ok');
      void api.check(unknown(sent));
      const early = ((sent + 1) * 1000) / RATE - (performance.now() - begun);
      if (early > 0) await wait(early);
    }
    await api.keys.refresh();
    const fetches = provider.asked.length - 1;
    const grown = usedHeap() - heap;
    print('keys, unknown kids', { requests: 2 * times, fetches, heap: grown });
    expect(fetches).toBeGreaterThan(0);
    expect(fetches).toBeLessThanOrEqual(2 + api.time.now / COOL_DOWN);
    expect(grown).toBeLessThan(8);
  });
});
