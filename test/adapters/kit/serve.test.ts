import { describe, expect, it } from 'vitest';
import type { Framework, Serve } from '../../../src/adapter.ts';
import { createServe } from '../../../src/adapter.ts';
import { AuthError, ConfigurationError } from '../../../src/index.ts';
import type { AuthContext } from '../../../src/index.ts';
import type { SetUp } from '../../support/security.ts';
import { setUp, view } from '../../support/security.ts';

/** A request of a framework that has nothing else. */
interface Asked {
  auth?: AuthContext;
}

const framework: Framework<[Asked], string> = {
  auth: (asked) => asked.auth,
  refuse: (error) => (AuthError.isAuthError(error) ? String(error.status) : '500'),
};

type OnRefused = (error: AuthError) => string | Promise<string>;

function serving(onRefused?: OnRefused): SetUp & {
  run: (go: () => string | Promise<string>) => ReturnType<Serve<[Asked], string>>;
} {
  const set = setUp();
  const serve = createServe<[Asked], string>(set.security, { onRefused }, framework);
  const run = (go: () => string | Promise<string>): string | Promise<string> => {
    const asked: Asked = {};
    return serve([asked], view(), undefined, (auth) => {
      asked.auth = auth;
      return go();
    });
  };
  return { ...set, run };
}

const failing = (error: Error) => (): never => {
  throw error;
};
const rejecting = (error: Error) => async (): Promise<never> => {
  throw error;
};

describe('createServe', () => {
  it('returns the answer of a handler, and no promise if nothing waits', () => {
    expect(serving().run(() => 'answer')).toBe('answer');
  });

  it.each([
    ['throws', failing(new AuthError('resource_missing'))],
    ['rejects', rejecting(new AuthError('resource_missing'))],
  ])('answers an AuthError that a handler %s by its status, without a log', async (_, go) => {
    const { run, events } = serving();
    expect(await run(go)).toBe('404');
    expect(events).toEqual([]);
  });

  it.each([
    ['throws', failing],
    ['rejects', rejecting],
  ])('logs any other error that a handler %s, and answers 500', async (_, fail) => {
    const error = new Error('no');
    const { run, events } = serving();
    expect(await run(fail(error))).toBe('500');
    expect(events).toMatchObject([{ event: 'handler_failed', code: null, err: error }]);
  });

  it('answers by onRefused, which may take its time', async () => {
    const { run } = serving(async ({ code }) => `mine: ${code}`);
    expect(await run(failing(new AuthError('resource_missing')))).toBe('mine: resource_missing');
  });

  it.each([
    ['throws', failing],
    ['rejects', rejecting],
  ])('logs an error that onRefused %s, and answers 500', async (_, fail) => {
    const error = new Error('no');
    const { run, events } = serving(fail(error));
    expect(await run(failing(new AuthError('resource_missing')))).toBe('500');
    expect(events).toMatchObject([{ event: 'handler_failed', err: error }]);
  });

  it('answers 500 once the security is closed', async () => {
    const { run, security, events } = serving();
    await security.close();
    expect(await run(() => 'answer')).toBe('500');
    expect(events).toMatchObject([
      { event: 'handler_failed', err: { name: 'ConfigurationError' } },
    ]);
  });

  it('throws when an adapter is mounted on something that is no security', () => {
    const wrong = { authenticate: () => null };
    expect(() => createServe(wrong, {}, framework)).toThrow(ConfigurationError);
  });

  it('has an answer written once if answers are values', async () => {
    const { security } = setUp();
    const write = (answer: string, auth: AuthContext): string =>
      [answer, ...auth.take(200).flat()].join(' ');
    const serve = createServe(security, {}, { ...framework, write });
    const asked: Asked = {};
    const go = (auth: AuthContext): string => {
      asked.auth = auth;
      return 'answer';
    };
    expect(serve([asked], view(), undefined, go)).toBe('answer Vary Authorization');
    const refused: Asked = {};
    const refuse = (auth: AuthContext): never => {
      refused.auth = auth;
      throw new AuthError('resource_missing');
    };
    expect(serve([refused], view(), undefined, refuse)).toBe('404 Vary Authorization');
  });
});
