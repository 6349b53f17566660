import * as runner from 'vitest';
import { describe, expect, it } from 'vitest';
import * as adapter from '../../src/adapters/fetch.ts';
import { Allow, ConfigurationError, Everyone } from '../../src/index.ts';
import { adapterContract } from '../../src/testing.ts';
import { setUp } from '../support/security.ts';
import { cannotByHeaders, mountFetch, mountNativeFetch } from './mounts/fetch.ts';
import { hasNativeServer } from './mounts/native.ts';

describe.each([1, 2])('the adapter for fetch, mounted %i times', (times) => {
  adapterContract(runner, mountFetch(adapter, times), cannotByHeaders);

  if (hasNativeServer)
    describe('on the server of the runtime', () => {
      adapterContract(runner, mountNativeFetch(adapter, times));
    });
});

describe('authenticate of fetch', () => {
  const ask = (handler: adapter.FetchHandler, events: object[] = []) => {
    const set = setUp({ logger: { warn: () => {}, error: (event) => void events.push(event) } });
    return adapter.authenticate(set.security)(handler);
  };
  const request = (): Request => new Request('http://a.example/');

  it('passes on what the runtime passes after the request', async () => {
    const seen: unknown[] = [];
    const handler: adapter.FetchHandler = (_request, { auth }, ...rest) => {
      seen.push(auth.isAuthenticated, ...rest);
      return new Response();
    };
    const guarded = adapter.permit('view', (...args: unknown[]) => {
      seen.push(...args.slice(2));
      return { acl: [[Allow, Everyone, 'view']] };
    });
    await ask(guarded(handler))(request(), 'env', 'ctx');
    expect(seen).toEqual(['env', 'ctx', false, 'env', 'ctx']);
  });

  it('returns no promise if nothing waits', () => {
    expect(ask(() => new Response())(request())).toBeInstanceOf(Response);
  });

  it('answers 500 to a handler that returns no response, and logs it', async () => {
    const events: object[] = [];
    const response = await ask(() => undefined as never, events)(request());
    expect([response.status, response.headers.get('vary')]).toEqual([500, 'Authorization']);
    expect(events).toMatchObject([{ event: 'handler_failed', err: { name: 'TypeError' } }]);
  });

  it('answers 500 to an ordinary error with a problem, and logs it', async () => {
    const events: object[] = [];
    const error = new Error('secret-detail');
    const response = await ask(() => Promise.reject(error), events)(request());
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.text()).not.toContain('secret-detail');
    expect(events).toMatchObject([{ event: 'handler_failed', err: error }]);
  });

  it('returns a network error as it is', async () => {
    const error = Response.error();
    expect(await ask(() => error)(request())).toBe(error);
  });

  it('keeps the context on the request, for authOf and userOf', async () => {
    const response = await ask((asked) => {
      expect(adapter.authOf(asked).userId).toBeNull();
      adapter.userOf(asked);
      return new Response();
    })(request());
    expect(response.status).toBe(401);
    expect(() => adapter.authOf(request())).toThrow(ConfigurationError);
  });
});
