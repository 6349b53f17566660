import { describe, expect, it } from 'vitest';
import { serverAuth } from '../../../src/adapters/next.ts';
import type { CookieParts } from '../../../src/adapter.ts';
import { Allow, AuthError, ConfigurationError, cookiePolicy } from '../../../src/index.ts';
import { setUp } from '../../support/security.ts';

const { security } = setUp({
  policies: [cookiePolicy()],
  root: { name: 'site', acl: [[Allow, 'user:alice', 'edit']] },
});

/** The functions of Next for one request; the real ones are asked in `test/frameworks/next.ts`. */
function request(headers: Record<string, string> = {}) {
  const sent = new Headers({ 'sec-fetch-site': 'same-origin', ...headers });
  const jar: CookieParts[] = [];
  return {
    jar,
    headers: () => Promise.resolve(sent),
    cookies: () => Promise.resolve({ getAll: () => jar, set: (one: CookieParts) => jar.push(one) }),
    redirect: (url: string): never => {
      throw new Error(`to ${url}`);
    },
  };
}

const functions = ({ headers, cookies, redirect } = request()) => ({ headers, cookies, redirect });

describe('serverAuth', () => {
  it.each([
    [{ cookies: request().cookies }, 'headers'],
    [{ headers: request().headers }, 'cookies'],
    [{ ...functions(), redirect: undefined, login: '/login' }, 'redirect'],
    [{ ...functions(), login: 'https://id.example' }, 'login of serverAuth'],
    [{ ...functions(), onRefuse: () => {} }, 'onRefuse'],
    [{ ...functions(), onRefused: 'x' }, 'onRefused'],
  ])('is a ConfigurationError with the options %j', (options, text) => {
    const make = () => serverAuth(security, options as never);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(text);
  });

  it('throws the refusal if onRefused returns', async () => {
    const seen: string[] = [];
    const onRefused = ({ code }: AuthError) => seen.push(code);
    const server = serverAuth(security, { ...functions(), onRefused });
    await expect(server.required()).rejects.toThrow(AuthError);
    await expect(server.permit('edit')).rejects.toMatchObject({ status: 401 });
    expect(seen).toEqual(['credentials_missing', 'credentials_missing']);
  });

  it('redirects only a user who is to log in, and not from the login page itself', async () => {
    const at = (url: string) =>
      serverAuth(security, { ...functions(request({ 'x-pyramidion-url': url })), login: '/login' });
    await expect(at('/a').required()).rejects.toThrow('to /login?return_to=%2Fa');
    await expect(at('//evil.example').required()).rejects.toThrow('to /login');
    await expect(at('/login?x=1').required()).rejects.toMatchObject({ status: 401 });
  });

  it('refuses a limited token where no permission is asked for, as the guard required does', async () => {
    const set = setUp({ root: { name: 'site', acl: [[Allow, 'user:alice', ['edit', 'read']]] } });
    const make = async (options: object) => {
      const token = await set.security.createToken('alice', {}, options);
      const authorization = `Bearer ${token}`;
      return serverAuth(set.security, functions(request({ authorization })));
    };
    const narrow = await make({ only: ['read'] });
    await expect(narrow.required()).rejects.toMatchObject({
      code: 'permission_denied',
      reason: expect.stringContaining('no permission is asked for here') as string,
    });
    await expect(narrow.required('edit')).rejects.toMatchObject({ status: 403 });
    await expect(narrow.required('read')).resolves.toMatchObject({ userId: 'alice' });
    await expect((await make({})).required()).resolves.toMatchObject({ userId: 'alice' });
  });

  it('tells a resource that does not exist from the root', async () => {
    const asked = request();
    const server = serverAuth(security, functions(asked));
    await (await server.session()).remember('alice');
    await expect(server.permit('edit')).resolves.toMatchObject({ userId: 'alice' });
    await expect(server.permit('edit', undefined)).rejects.toMatchObject({ status: 404 });
    await expect(server.required('edit', null)).rejects.toMatchObject({ status: 404 });
    await expect(server.required('edit', { acl: [] })).rejects.toMatchObject({ status: 403 });
    await expect(server.required('edit', { maxAuthAge: '5m' })).resolves.toBeDefined();
  });

  it('sets no cookie that Next would write in another spelling', async () => {
    const asked = request();
    const webob = setUp({ policies: [cookiePolicy({ format: 'webob' })] });
    const auth = await serverAuth(webob.security, functions(asked)).session();
    expect(() => auth.remember('alice')).toThrow(ConfigurationError);
    expect(asked.jar).toEqual([]);
  });
});
