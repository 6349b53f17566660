import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { contextOf, isAuthContext, wiringOf } from '../../src/security/internals.ts';
import { NONSENSE } from '../support/nonsense.ts';
import { secondCopyOf } from '../support/second-copy.ts';
import { NOW, setUp, view } from '../support/security.ts';

const { security } = setUp();
const auth = await security.authenticate(view());

const copy = await secondCopyOf<{
  contextOf: typeof contextOf;
  isAuthContext: typeof isAuthContext;
  wiringOf: typeof wiringOf;
}>('security/internals.ts');

describe('wiringOf', () => {
  it('returns the parts of a security', () => {
    expect(wiringOf(security).clock()).toBe(NOW * 1000);
  });

  it('returns them to another copy of the package too', () => {
    expect(copy.wiringOf).not.toBe(wiringOf);
    expect(copy.wiringOf(security)).toBe(wiringOf(security));
  });

  it.each<readonly [string, unknown]>([
    ...NONSENSE,
    ['null', null],
    ['a promise of a security', Promise.resolve(security)],
  ])('rejects %s', (_, value) => {
    expect(() => wiringOf(value)).toThrow(ConfigurationError);
    expect(() => wiringOf(value)).toThrow(/what createSecurity returned/);
  });

  it('rejects a spread of a security, which lost its methods', () => {
    expect(() => wiringOf({ ...security })).toThrow(ConfigurationError);
  });

  it('is not shown by a security that is printed or serialized', () => {
    expect([Object.keys(security), JSON.stringify(security)]).toEqual([[], '{}']);
  });
});

describe('contextOf', () => {
  it('returns an auth context, also to another copy of the package', () => {
    expect([contextOf(auth), copy.contextOf(auth)]).toEqual([auth, auth]);
    expect([isAuthContext(auth), copy.isAuthContext(auth)]).toEqual([true, true]);
  });

  it.each([undefined, null])('says for %s that authenticate is missing', (value) => {
    expect(isAuthContext(value)).toBe(false);
    expect(() => contextOf(value)).toThrow(/put authenticate\(security\) before/);
  });

  it.each([
    ['the object of another library', { userId: 'mallory', isAuthenticated: true }],
    ['a string', 'alice'],
    ['true', true],
    ['a copy of an auth context', { ...auth }],
  ])('says for %s that something replaced the auth context', (_, value) => {
    expect(isAuthContext(value)).toBe(false);
    expect(() => contextOf(value)).toThrow(/was replaced by something else/);
  });
});
