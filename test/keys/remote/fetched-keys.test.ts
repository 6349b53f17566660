import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecurity, remoteKeys } from '../../../src/index.ts';
import { BADLY } from './failures.ts';
import type { Answer, World } from './provider.ts';
import { apiOf, AUDIENCE, ISSUER, json, Provider, published, tokenOf } from './provider.ts';

const MINUTE = 60_000;
let provider: Provider;
beforeEach(async () => {
  provider = await new Provider('a').open();
});
afterEach(() => provider.close());

/** Waits for the end of a fetch in the background. */
async function settled({ keys }: World): Promise<void> {
  await keys.refresh();
}

describe('keys that a provider publishes', () => {
  it('fetches nothing before the first token, and then once for all that wait', async () => {
    const api = apiOf(provider);
    const token = await tokenOf('a');
    expect(provider.asked).toEqual([]);
    expect(await Promise.all(Array.from({ length: 50 }, () => api.check(token)))).toEqual(
      Array.from({ length: 50 }, () => 'ok'),
    );
    expect(provider.asked).toEqual(['/jwks']);
  });

  it('verifies at once when the keys are there', async () => {
    const api = apiOf(provider);
    await api.security.ready();
    expect(api.checkNow(await tokenOf('a'))).toBe('ok');
    expect(provider.asked).toHaveLength(1);
  });

  it('sends no cookie and no credential', async () => {
    let headers: object = {};
    provider.answer = (request, response) => {
      ({ headers } = request);
      json(response, { keys: provider.keys }, { 'Set-Cookie': 'a=b' });
    };
    const api = apiOf(provider);
    await api.keys.reload();
    await api.keys.reload();
    expect(headers).not.toHaveProperty('cookie');
    expect(headers).not.toHaveProperty('authorization');
  });

  it('fetches once for an unknown kid, and again only after the cool-down (R051)', async () => {
    const api = apiOf(provider);
    await api.security.ready();
    const token = await tokenOf('b');
    expect(api.checkNow(token)).toBe('token_key_unknown');
    provider.keys = [published('a'), published('b')];
    api.time.now += 29_999;
    expect(api.checkNow(token)).toBe('token_key_unknown');
    api.time.now += 1;
    expect(api.checkNow(token)).toBe('waits');
    await settled(api);
    expect(api.checkNow(token)).toBe('ok');
    expect(provider.asked).toHaveLength(2);
  });

  it('fetches once a cool-down for 100,000 tokens with random kids, and keeps nothing of them', async () => {
    const api = apiOf(provider);
    await api.security.ready();
    const [, payload, signature] = (await tokenOf('a')).split('.');
    api.time.now += 30_000;
    let waiting = 0;
    for (let index = 0; index < 100_000; index++) {
      const header = Buffer.from(`{"alg":"ES256","kid":"${index}"}`).toString('base64url');
      const answer = api.security.verifyToken(`${header}.${payload}.${signature}`);
      if (!(answer instanceof Promise)) continue;
      waiting++;
      if (waiting === 1000) await answer;
    }
    expect(waiting).toBe(1000);
    expect(provider.asked).toHaveLength(2);
  });

  it('uses the keys that are there while newer ones are fetched', async () => {
    provider.answer = (_request, response) =>
      json(response, { keys: provider.keys }, { 'Cache-Control': 'public, max-age=400' });
    const api = apiOf(provider);
    await api.security.ready();
    const token = await tokenOf('a');
    const { current } = api.keys;
    api.time.now = 299_999;
    expect(api.checkNow(token)).toBe('ok');
    expect(provider.asked).toHaveLength(1);
    api.time.now = 300_000;
    for (let index = 0; index < 1000; index++) expect(api.checkNow(token)).toBe('ok');
    await settled(api);
    expect(provider.asked).toHaveLength(2);
    expect(api.keys.current).toBe(current);
  });

  it('refuses the tokens of a key that was withdrawn, at once after reload()', async () => {
    provider.keys = [published('a'), published('b')];
    const api = apiOf(provider);
    await api.security.ready();
    const [a, b] = [await tokenOf('a'), await tokenOf('b')];
    expect([api.checkNow(a), api.checkNow(b)]).toEqual(['ok', 'ok']);
    provider.keys = [published('b')];
    await api.keys.reload();
    expect([api.checkNow(a), api.checkNow(b)]).toEqual(['token_key_unknown', 'ok']);
  });

  it('keeps a newer answer when an older one comes later', async () => {
    const open: (() => void)[] = [];
    provider.answer = (_request, response) => {
      const keys = provider.keys;
      open.push(() => json(response, { keys }));
    };
    const api = apiOf(provider, { timeout: 5 });
    const older = api.keys.reload();
    await expect.poll(() => open.length).toBe(1);
    provider.keys = [published('b')];
    const newer = api.keys.reload();
    await expect.poll(() => open.length).toBe(2);
    open[1]?.();
    await newer;
    open[0]?.();
    await older;
    expect(api.keys.current.all.map(({ kid }) => kid)).toEqual(['b']);
  });

  it('refreshes a set without kids when a signature matches no key', async () => {
    const unnamed = (kid: string): object => ({ ...published(kid), kid: undefined });
    provider.keys = [unnamed('a')];
    const api = apiOf(provider);
    await api.security.ready();
    provider.keys = [unnamed('b')];
    api.time.now += 30_000;
    expect(await api.check(await tokenOf('b'))).toBe('ok');
    expect(provider.asked).toHaveLength(2);
  });
});

/** In seconds: one that answers is not cut off by a slow machine. */
const timeoutFor = (failure: string): number =>
  /^(?:never|drips|answers with half)/.test(failure) ? 1 : 30;

describe('a provider that fails', () => {
  it.each(Object.entries(BADLY))('leaves known keys as they are: it %s', async (name, answer) => {
    const api = apiOf(provider, { timeout: timeoutFor(name) });
    await api.security.ready();
    const { current } = api.keys;
    const token = await tokenOf('a');
    provider.answer = answer;
    await expect(api.keys.reload()).rejects.toMatchObject({ code: 'keys_unavailable' });
    expect(api.keys.current).toBe(current);
    expect(api.checkNow(token)).toBe('ok');
    expect(provider.asked).toEqual(['/jwks', '/jwks']);
    expect(api.events.map(({ event }) => event)).toEqual(['keys_failed']);
  });

  it.each([
    ['redirects', /redirects are not followed/],
    ['answers with 200 MB', /more than 524288 bytes/],
    ['answers with a gzip bomb', /more than 524288 bytes/],
    ['answers with 101 keys', /more than 100 keys/],
    ['drips one byte at a time', /took more than 1000 ms/],
    ['answers with HTML', /did not answer with one JSON object/],
    ['answers with a secret', /no key that can be used/],
  ])('says what is wrong: it %s', async (name, reason) => {
    provider.answer = BADLY[name] as Answer;
    const { keys } = apiOf(provider, { timeout: timeoutFor(name) });
    await expect(keys.ready()).rejects.toMatchObject({
      cause: { message: expect.stringMatching(reason) },
    });
  });

  it.each(Object.entries(BADLY))('refuses with 503 without keys: it %s', async (name, answer) => {
    const api = apiOf(provider, { timeout: timeoutFor(name) });
    provider.answer = answer;
    expect(await api.check(await tokenOf('a'))).toBe('keys_unavailable');
    expect(api.checkNow(await tokenOf('a'))).toBe('keys_unavailable');
    expect(provider.asked).toHaveLength(1);
    await expect(api.security.ready()).rejects.toMatchObject({ status: 503 });
  });

  it('is asked once in five seconds while it is down, at any rate of requests', async () => {
    const api = apiOf(provider);
    provider.answer = (_request, response) => void response.writeHead(500).end();
    const token = await tokenOf('a');
    for (let second = 0; second < 10; second++) {
      for (let index = 0; index < 100; index++) await api.check(token);
      api.time.now += 1000;
    }
    expect(provider.asked).toHaveLength(2);
    provider.answer = (_request, response) => json(response, { keys: provider.keys });
    expect(await api.check(token)).toBe('ok');
    expect(api.events.filter(({ event }) => event === 'keys_recovered')).toHaveLength(1);
  });

  it('leaves keys in use for an hour after they were fresh, and then refuses', async () => {
    const api = apiOf(provider);
    await api.security.ready();
    const token = await tokenOf('a');
    const { current } = api.keys;
    const { answer } = provider;
    provider.answer = (_request, response) => void response.writeHead(503).end();
    for (let minute = 1; minute < 70; minute++) {
      api.time.now = minute * MINUTE;
      expect(api.checkNow(token)).toBe('ok');
      await settled(api);
    }
    await settled(api);
    api.time.now = 70 * MINUTE;
    expect(await api.check(token)).toBe('keys_unavailable');
    provider.answer = answer;
    api.time.now += 5000;
    expect(await api.check(token)).toBe('ok');
    expect(api.keys.current).toBe(current);
  });

  it('delays no request with a known key while a fetch hangs', async () => {
    const api = apiOf(provider);
    await api.security.ready();
    const token = await tokenOf('a');
    provider.answer = () => undefined;
    api.time.now = 9 * MINUTE;
    expect(api.checkNow(token)).toBe('ok');
    expect(api.checkNow(await tokenOf('b'))).toBe('waits');
    expect(api.checkNow(token)).toBe('ok');
  });

  it('cuts a fetch function that ignores its signal', async () => {
    const api = apiOf(provider, { timeout: 0.3, fetch: () => new Promise(() => undefined) });
    expect(await api.check(await tokenOf('a'))).toBe('keys_unavailable');
    expect(api.events[0]?.err).toMatchObject({ message: 'The fetch took more than 300 ms' });
  });

  it('cuts a connection that hangs before anything is sent', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const keys = remoteKeys({ jwksUrl: `https://127.0.0.1:${port}/` }, { timeout: 0.2 });
    await expect(keys.ready()).rejects.toMatchObject({ code: 'keys_unavailable' });
    silent.close();
  });

  it('answers requests with 503 and Retry-After', async () => {
    const api = apiOf(provider);
    provider.answer = (_request, response) => void response.writeHead(500).end();
    const token = await tokenOf('a');
    const auth = await api.security.authenticate({
      method: 'GET',
      secure: true,
      url: '/',
      header: (name) => (name === 'authorization' ? `Bearer ${token}` : undefined),
    });
    expect(auth.failure?.code).toBe('keys_unavailable');
    const refusal = (() => {
      try {
        auth.require('view', { acl: [] });
        return null;
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toMatchObject({ status: 503, headers: { 'Retry-After': '5' } });
  });

  it('stops a fetch when it is closed, and fetches no more', async () => {
    const api = apiOf(provider, { timeout: 30 });
    provider.answer = () => undefined;
    const waiting = api.check(await tokenOf('a'));
    await expect.poll(() => provider.asked.length).toBe(1);
    api.keys.close();
    expect(await waiting).toBe('keys_unavailable');
    api.time.now += MINUTE;
    expect(api.checkNow(await tokenOf('a'))).toBe('keys_unavailable');
    expect(provider.asked).toHaveLength(1);
    expect(api.events.filter(({ event }) => event === 'keys_failed')).toEqual([]);
  });
});

describe('a cache of keys', () => {
  /** A cache that several processes share. */
  const shared = () => {
    const kept = { text: null as string | null };
    return { kept, read: async () => kept.text, write: (text: string) => void (kept.text = text) };
  };

  it('gives keys to a new process, which asks the provider for nothing', async () => {
    const cache = shared();
    await apiOf(provider, { cache }).security.ready();
    const api = apiOf(provider, { cache });
    expect(await api.check(await tokenOf('a'))).toBe('ok');
    expect(provider.asked).toHaveLength(1);
  });

  it('is followed by a fetch for a key that it does not have', async () => {
    const cache = shared();
    await apiOf(provider, { cache }).security.ready();
    provider.keys = [published('b')];
    expect(await apiOf(provider, { cache }).check(await tokenOf('b'))).toBe('ok');
    expect(provider.asked).toHaveLength(2);
  });

  it.each([
    ['nonsense', () => 'nonsense'],
    ['null in JSON', () => 'null'],
    ['the keys of another source', (text: string) => text.replace('/jwks', '/other')],
    [
      'keys of two hours ago',
      (text: string) =>
        text.replace(/(?<="fetchedAt":)\d+/, (at) => String(Number(at) - 7_200_000)),
    ],
    [
      'keys of the future',
      (text: string) => text.replace(/(?<="fetchedAt":)\d+/, (at) => `${at}0`),
    ],
  ])('is not believed if it has %s', async (_name, change) => {
    const cache = shared();
    await apiOf(provider, { cache }).security.ready();
    cache.kept.text = change(cache.kept.text as string);
    expect(await apiOf(provider, { cache }).check(await tokenOf('a'))).toBe('ok');
    expect(provider.asked).toHaveLength(2);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    ['rejects', () => Promise.reject(new Error('down'))],
    ['hangs', () => new Promise<string>(() => undefined)],
  ])('is done without if it %s', async (_name, read) => {
    const api = apiOf(provider, { timeout: 1, cache: { read, write: read } });
    expect(await api.check(await tokenOf('a'))).toBe('ok');
    expect(api.events[0]?.reason).toContain('cache.read');
  });
});

describe('the set-up', () => {
  it.each([
    [{ issuer: undefined }, /issuer is missing/],
    [{ audience: undefined }, /audience is missing/],
    [{ algorithm: 'RS256' as const }, /algorithms: \['RS256'\]/],
    [{ privateKey: 'x' }, /keys replaces/],
  ])('is refused with %j', (more, fault) => {
    const keys = remoteKeys({ jwksUrl: 'https://login.example.com/jwks' });
    const make = () => createSecurity({ issuer: ISSUER, audience: AUDIENCE, keys, ...more });
    expect(make).toThrow(fault);
  });

  it('makes no tokens', async () => {
    await expect(apiOf(provider).security.createToken('alice')).rejects.toThrow(/sign/);
  });
});
