import { describe, expect, it } from 'vitest';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import { headerPolicy } from '../../src/authn/header.ts';
import { Vary } from '../../src/security/vary.ts';

describe('the answer to a request depends on', () => {
  const header = headerPolicy();
  const cookie = cookiePolicy();

  it('the fields of the policies that were asked before a credential was found', () => {
    const vary = new Vary([header, cookie]);
    expect([vary.of(header), vary.of(cookie)]).toEqual([
      [['Vary', 'Authorization']],
      [['Vary', 'Authorization, Cookie']],
    ]);
    expect(new Vary([cookie, header]).of(cookie)).toEqual([['Vary', 'Cookie']]);
  });

  it('all of them when there is none: a cache must not hand the page of nobody to a user', () => {
    expect(new Vary([header, cookie]).of(null)).toEqual([['Vary', 'Authorization, Cookie']]);
  });

  it('each field once, though several policies look at it', () => {
    const other = cookiePolicy({ cookieName: 'other' });
    expect(new Vary([cookie, other]).of(other)).toEqual([['Vary', 'Cookie']]);
  });
});
