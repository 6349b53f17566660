import { describe, expect, it } from 'vitest';
import type { Framework } from '../../../src/adapter.ts';
import { createAsk, guards } from '../../../src/adapter.ts';
import { Allow, AuthError, ConfigurationError, Everyone, Public } from '../../../src/index.ts';
import type { AuthContext, Resource } from '../../../src/index.ts';
import { setUp, view } from '../../support/security.ts';

interface Asked {
  readonly auth: unknown;
}
type Guard = (asked: Asked) => string | Promise<string>;

const framework: Framework<[Asked], string> = {
  auth: ({ auth }) => auth,
  refuse: (error) => (error as AuthError).code,
};
const { permit, required } = guards<[Asked], Guard, string>(
  framework,
  (check) => (asked) => check([asked], () => 'page'),
);

const open: Resource = { acl: [[Allow, Everyone, 'view']] };
const onRefused = ({ code }: AuthError): string => `mine: ${code}`;

/** Returns an anonymous request; its root lets everyone view. */
async function anonymous(options?: { onRefused: typeof onRefused }): Promise<Asked> {
  const ask = createAsk(setUp({ root: open }).security, options);
  return { auth: await ask(view(), undefined, (auth: AuthContext) => auth) };
}

describe('guards', () => {
  it('passes and refuses at once if nothing waits', async () => {
    const asked = await anonymous();
    expect(permit('view')(asked)).toBe('page');
    expect(permit('edit')(asked)).toBe('credentials_missing');
    expect(required()(asked)).toBe('credentials_missing');
  });

  it('says that permit or required was passed itself, in place of what they return', () => {
    const many = { ctx: {}, path: 'a', type: 'query', input: null };
    const mounted = [
      [{}, {}, () => 'next'],
      [{}, () => 'next'],
      [new Request('http://localhost/')],
      [new Request('http://localhost/'), { params: {} }],
      [many],
      // A decorator without its parentheses.
      [Object.create(Object.prototype), 'page', {}],
    ];
    for (const args of mounted)
      for (const [made, call] of [
        [permit, 'permit was passed itself: call it, permit("read").'],
        [required, 'required was passed itself: call it, required() or required("read").'],
      ] as const)
        expect(() => (made as (...all: unknown[]) => unknown)(...args)).toThrow(
          expect.objectContaining({ code: 'setup_incomplete', message: call }),
        );
  });

  it('refuses options before a resource, which would not be asked', () => {
    expect(() => required({ maxAuthAge: '5m' }, open)).toThrow(ConfigurationError);
  });

  it('waits for a resource', async () => {
    const asked = await anonymous();
    const found = permit('view', async () => open)(asked);
    expect(found).toBeInstanceOf(Promise);
    expect(await found).toBe('page');
  });

  it('calls the resource function with the arguments of the handler', async () => {
    const asked = await anonymous();
    const seen: unknown[] = [];
    const resource = (...args: unknown[]): Resource => {
      seen.push(...args);
      return open;
    };
    await permit('view', resource)(asked);
    expect(seen).toEqual([asked]);
  });

  it('answers by its own onRefused before that of authenticate', async () => {
    const kept = await anonymous({ onRefused: ({ code }) => `kept: ${code}` });
    expect(permit('edit', { onRefused })(kept)).toBe('mine: credentials_missing');
    expect(permit('edit')(kept)).toBe('kept: credentials_missing');
  });

  it.each<[string, () => Guard]>([
    ['a maxAuthAge of 0', () => permit('view', { maxAuthAge: 0 })],
    ['a maxAuthAge that is undefined', () => permit('view', { maxAuthAge: undefined as never })],
    ['an acr of no string', () => required({ acr: [] })],
    ['a freshness of an open page', () => permit(Public, { maxAuthAge: '5m' })],
    ['a misspelt name', () => required('view', open, { maxAuthage: '5m' } as never)],
  ])('rejects at start %s', (_, make) => {
    expect(make).toThrow(ConfigurationError);
  });

  it.each<[string, Guard]>([
    ['permit(permission, freshness)', permit('view', { maxAuthAge: '5m' })],
    ['permit(permission, resource, freshness)', permit('view', open, { acr: 'urn:mfa' })],
    ['permit(permission, function, freshness)', permit('view', () => open, { acr: 'urn:mfa' })],
    ['permit(…) with both', permit('view', async () => open, { maxAuthAge: '5m', acr: ['a'] })],
    ['required(freshness)', required({ maxAuthAge: '5m' })],
    ['required(permission, freshness)', required('view', { maxAuthAge: '5m' })],
  ])('%s asks who has not logged in to do so', async (_, guard) => {
    expect(await guard(await anonymous())).toBe('credentials_missing');
  });

  it.each<[string, Guard]>([
    ['permit(permission, options)', permit('edit', { onRefused })],
    ['permit(permission, undefined, options)', permit('edit', undefined, { onRefused })],
    ['permit(permission, resource, options)', permit('edit', open, { onRefused })],
    ['permit(permission, function, options)', permit('edit', () => open, { onRefused })],
    ['required(options)', required({ onRefused })],
    ['required(permission, options)', required('view', { onRefused })],
    ['required(permission, resource, options)', required('view', open, { onRefused })],
  ])('takes the options of %s', async (_form, guard) => {
    expect(guard(await anonymous())).toBe('mine: credentials_missing');
  });

  it('takes a request through permit(Public) and no options for a resource', async () => {
    expect(permit(Public)(await anonymous())).toBe('page');
    expect(permit('view', {})(await anonymous())).toBe('credentials_missing');
  });

  it.each<[string, () => unknown]>([
    ['permit of an undefined resource', () => permit('view', undefined)],
    ['permit of a null resource', () => permit('view', null as never)],
    ['permit of a string in the place of a resource', () => permit('view', 'edit' as never)],
    ['permit of a misspelt option', () => permit('view', open, { onRefuse: 1 } as never)],
    ['permit of an onRefused that is no function', () => permit('view', { onRefused: 7 } as never)],
    ['required of an undefined resource', () => required('view', undefined)],
    ['permit of an undefined permission', () => permit(undefined as never)],
    ['required of an undefined permission', () => required(undefined as never)],
    ['required of an empty permission', () => required('' as never)],
  ])('throws at %s: a misspelt name must not open a page', (_what, make) => {
    expect(make).toThrow(ConfigurationError);
  });

  it('throws for a request that authenticate did not see', () => {
    expect(() => permit('view')({ auth: undefined })).toThrow(ConfigurationError);
  });

  it('throws what the resource function throws, unless it is an AuthError', async () => {
    const asked = await anonymous();
    const fail = (error: Error) => (): never => {
      throw error;
    };
    expect(() => permit('view', fail(new Error('no')))(asked)).toThrow('no');
    expect(permit('view', fail(new AuthError('resource_missing')))(asked)).toBe('resource_missing');
  });
});
