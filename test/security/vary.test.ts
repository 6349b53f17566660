import { describe, expect, it } from 'vitest';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import { headerPolicy } from '../../src/authn/header.ts';
import { Vary } from '../../src/security/vary.ts';

const header = headerPolicy();
const cookie = cookiePolicy();

describe('Vary', () => {
  it.each([
    ['the first of two', [header, cookie], header, 'Authorization'],
    ['the second of two', [header, cookie], cookie, 'Authorization, Cookie'],
    ['the first of two in the other order', [cookie, header], cookie, 'Cookie'],
  ])(
    'names the fields of the policies up to the one that found the credential: %s',
    (_, policies, found, fields) => {
      expect(new Vary(policies).of(found)).toEqual([['Vary', fields]]);
    },
  );

  it('names all fields for a request without a credential: a cache must not hand its page to a user', () => {
    expect(new Vary([header, cookie]).of(null)).toEqual([['Vary', 'Authorization, Cookie']]);
  });

  it('names all fields on a response that sets a cookie', () => {
    expect(new Vary([header, cookie]).all).toEqual([['Vary', 'Authorization, Cookie']]);
  });

  it('names a field once if several policies read it', () => {
    const other = cookiePolicy({ cookieName: 'other' });
    expect(new Vary([cookie, other]).of(other)).toEqual([['Vary', 'Cookie']]);
  });

  it('is absent for a header policy with vary: false', () => {
    const silent = headerPolicy({ vary: false });
    expect(new Vary([silent]).of(silent)).toEqual([]);
    expect(new Vary([silent, cookie]).of(null)).toEqual([['Vary', 'Cookie']]);
  });
});
