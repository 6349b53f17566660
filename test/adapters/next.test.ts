import * as runner from 'vitest';
import { describe, expect, it } from 'vitest';
import * as adapter from '../../src/adapters/next.ts';
import { rulesOn } from '../../src/adapter.ts';
import { ConfigurationError } from '../../src/index.ts';
import { adapterContract } from '../../src/testing.ts';
import { setUp } from '../support/security.ts';
import { cannotByHeaders, mountFetch } from './mounts/fetch.ts';

type Wrap = (handler: never) => (...args: unknown[]) => Promise<Response>;

/** The adapter with what Next does with an error of a handler. */
const answered = {
  ...adapter,
  authenticate: (...args: Parameters<typeof adapter.authenticate>) => {
    const wrap = adapter.authenticate(...args) as unknown as Wrap;
    return (handler: never) => async (request: unknown, context: unknown) => {
      try {
        return await wrap(handler)(request, context);
      } catch {
        return new Response(null, { status: 500 });
      }
    };
  },
};

// Next itself, with its pages, actions and its proxy, is asked by test/frameworks/next.ts.
describe('the route handlers for Next, called as functions', () => {
  adapterContract(runner, mountFetch(answered as never), cannotByHeaders);
});

describe('authenticate of Next', () => {
  const { security } = setUp();
  const request = (): Request => new Request('http://a.example/reports/7');
  const params = Promise.resolve({ id: '7' });

  it('hands the parameters of the route to guards and handlers', async () => {
    const seen: unknown[] = [];
    const guard = adapter.permit('view', async (...args: unknown[]) => {
      seen.push(await (args[1] as adapter.NextContext).params);
      return { acl: [['Allow', 'system.Everyone', 'view']] as never };
    });
    const handler = guard(async (_request, context) => {
      seen.push(await context.params, context.auth.userId);
      return new Response();
    });
    await adapter.authenticate(security)(handler as never)(request(), { params });
    expect(seen).toEqual([{ id: '7' }, { id: '7' }, null]);
  });

  it('returns no promise if nothing waits', () => {
    const route = adapter.authenticate(security)(() => new Response());
    expect(route(request(), { params })).toBeInstanceOf(Response);
  });

  it('throws other errors, for Next', async () => {
    const error = new Error('x');
    const fail = adapter.authenticate(security)(() => Promise.reject(error));
    await expect(fail(request(), { params })).rejects.toBe(error);
  });

  it('keeps the context on the request, for authOf and userOf', async () => {
    const route = adapter.authenticate(security)((asked) => {
      expect(adapter.authOf(asked).userId).toBeNull();
      adapter.userOf(asked);
      return new Response();
    });
    expect((await route(request(), { params })).status).toBe(401);
    expect(() => adapter.authOf(request())).toThrow(ConfigurationError);
  });

  it('writes the rules of all guards on the handler behind them', () => {
    const handler = adapter.required()(adapter.permit('view')(() => new Response()) as never);
    expect(rulesOn(handler).map(({ permission }) => permission)).toEqual([null, 'view']);
  });
});
