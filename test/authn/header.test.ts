import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeaderPolicyOptions } from '../../src/authn/header.ts';
import { headerPolicy } from '../../src/authn/header.ts';
import { isUnread, isUnreadToken } from '../../src/authn/unread.ts';
import type { Failure } from '../../src/base/errors.ts';
import { failure } from '../../src/base/errors.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { view } from '../support/security.ts';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln-_';

function findIn(
  value: string | readonly string[],
  options: HeaderPolicyOptions = {},
): string | Failure | null {
  const field = (options.httpHeader ?? 'authorization').toLowerCase();
  return headerPolicy(options).find(view({ [field]: value })) as string | Failure | null;
}

/** What `find` returns for what it cannot read: 'token', 'other', or null for anything else. */
function unreadIn(value: string, options: HeaderPolicyOptions = {}): string | null {
  const found = findIn(value, options);
  if (found === null || typeof found === 'string' || !isUnread(found)) return null;
  return isUnreadToken(found) ? 'token' : 'other';
}

/**
 * The code with which a value is refused: by `find`, or by `refineFailure` once the verifier has
 * refused what `find` returned.
 */
function codeOf(value: string | readonly string[], options: HeaderPolicyOptions = {}): string {
  const found = findIn(value, options);
  if (found === null) return 'none';
  if (typeof found !== 'string') return found.code;
  return headerPolicy(options).refineFailure(failure('token_malformed'), found).code;
}

describe('the credential of a header policy', () => {
  it.each([
    `Bearer ${TOKEN}`,
    `bearer ${TOKEN}`,
    `BEARER ${TOKEN}`,
    `bEaReR ${TOKEN}`,
    `JWT ${TOKEN}`,
    `jwt ${TOKEN}`,
    `Jwt   ${TOKEN}`,
  ])('is the token in "%s"', (value) => {
    expect(findIn(value)).toBe(TOKEN);
    expect(findIn([value])).toBe(TOKEN);
  });

  it('may have every character of b64token (RFC 6750 §2.1)', () => {
    expect(findIn('Bearer aZ09-._~+/==')).toBe('aZ09-._~+/==');
    expect(codeOf('Bearer aZ09-._~+/==')).toBe('token_malformed');
  });

  it('is null if the header is absent', () => {
    expect(headerPolicy().find(view())).toBeNull();
  });

  it.each([
    ['an empty value', ''],
    ['an empty list', []],
    ['a list of one empty value', ['']],
  ])('is null for %s', (_, value) => {
    expect(findIn(value)).toBeNull();
  });

  it.each([
    'Basic eDp5',
    'Digest username="Mufasa", realm="x", nonce="y"',
    'Digest a="b", c="d"',
    'Digest jwt="b", bearer="d"',
    'BearerX abc',
    'JWTs abc',
    'Bear abc',
    'x-Bearer abc',
    'Negotiate',
    `Bearer2 a, ${TOKEN.slice(0, 20)}`,
  ])('is not read for another scheme, and is no token: %s', (value) => {
    expect(unreadIn(value)).toBe('other');
  });

  it.each([TOKEN, `Token ${TOKEN}`, `DPoP ${TOKEN}`, `token  ${TOKEN}`])(
    'is not read behind no scheme or another one, and is a token: %s',
    (value) => {
      expect(unreadIn(value)).toBe('token');
      expect((findIn(value) as Failure).reason).toContain('write "Bearer <token>"');
    },
  );

  it.each([
    ['a scheme without a token', 'Bearer'],
    ['a scheme and a space', 'Bearer '],
    ['a scheme and spaces', 'JWT    '],
    ['a tab as separator', `Bearer\t${TOKEN}`],
    ['a no-break space as separator', `Bearer\u00a0${TOKEN}`],
    ['a vertical tab as separator', `Bearer\u000b${TOKEN}`],
    ['a form feed as separator', `Bearer\u000c${TOKEN}`],
    ['a line separator as separator', `Bearer\u2028${TOKEN}`],
    ['a tab after the space', `Bearer \t${TOKEN}`],
    ['an equals sign as separator', `Bearer=${TOKEN}`],
    ['a comma as separator', `Bearer,${TOKEN}`],
    ['a token in quotes', `Bearer "${TOKEN}"`],
    ['two tokens', `Bearer ${TOKEN} ${TOKEN}`],
    ['the scheme twice', `Bearer Bearer ${TOKEN}`],
    ['a space after the token', `Bearer ${TOKEN} `],
    ['a tab after the token', `Bearer ${TOKEN}\t`],
    ['a character that no token has', `Bearer ${TOKEN}!`],
    ['an equals sign inside', 'Bearer a=b'],
    ['a character beyond ASCII', 'Bearer aä'],
    ['a NUL', 'Bearer a\u0000'],
    ['two of our schemes joined', `Bearer ${TOKEN}, Bearer ${TOKEN}`],
    ['two of our schemes joined without a space', 'Bearer a,JWT b'],
    ['our scheme and another joined', `Bearer ${TOKEN}, Basic eDp5`],
    ['another scheme and ours joined', `Basic eDp5, Bearer ${TOKEN}`],
    ['another scheme and ours joined without a space', 'Basic eDp5,bearer a'],
    ['another scheme and ours joined with tabs', 'Basic eDp5,\tJWT\ta'],
    ['another scheme and ours without a token', 'Basic eDp5, Bearer'],
    ['a scheme with parameters and ours joined', 'Digest a="b", c="d", JWT a'],
    ['a comma before our scheme', ', Bearer a'],
    ['a space before our scheme', ' Bearer a'],
  ])('is refused as malformed with %s', (_, value) => {
    expect(codeOf(value)).toBe('credentials_malformed');
  });

  it.each([
    ['twice with the same token', [`Bearer ${TOKEN}`, `Bearer ${TOKEN}`]],
    ['after another scheme', ['Basic eDp5', `Bearer ${TOKEN}`]],
    ['twice without a value', ['', '']],
  ])('is refused as malformed if the header is sent %s', (_, value) => {
    expect(codeOf(value)).toBe('credentials_malformed');
  });

  it.each([
    ['without a token', 'Bearer', 'a scheme but no token'],
    ['with spaces but without a token', 'Bearer  ', 'a scheme but no token'],
    ['with a tab', 'Bearer\tabc', 'Only spaces'],
    ['repeated', ['Bearer a', 'Bearer a'], 'is repeated'],
    ['joined with another', 'Basic a, Bearer b', 'several credentials'],
  ])('is refused %s with its own reason', (_, value, reason) => {
    expect(findIn(value)).toMatchObject({ reason: expect.stringContaining(reason) });
  });

  it('does not take the Kelvin sign for a "k" of a scheme', () => {
    expect(unreadIn('\u212aey abc', { authType: 'Key' })).toBe('other');
    expect(findIn('kEY abc', { authType: 'Key' })).toBe('abc');
  });

  it('does not take "^" for "~", which differ as letters of different case do', () => {
    expect(unreadIn('a^b abc', { authType: 'a~b' })).toBe('other');
  });

  it('is for any value null, a refusal, or all that follows the scheme', () => {
    const piece = fc.constantFrom(
      'Bearer',
      'jwt',
      'Basic',
      ' ',
      ' ',
      '\t',
      ',',
      'abc',
      '=',
      '"',
      '\u00a0',
      'ä',
    );
    const value = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((all) => all.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(value, (sent) => {
        const found = findIn(sent);
        if (typeof found !== 'string')
          return found === null || found.code === 'credentials_malformed';
        if (/[ ,]/.test(found) && codeOf(sent) !== 'credentials_malformed') return false;
        return /^(bearer|jwt) +[^ ]/i.test(sent) && sent.endsWith(found) && !found.startsWith(' ');
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the options of a header policy', () => {
  it.each([
    [{}, 'authorization'],
    [{ httpHeader: 'X-Token' }, 'x-token'],
  ])('say which header is read: %j', (options, name) => {
    const asked: string[] = [];
    const header = (field: string) => void asked.push(field);
    headerPolicy(options).find(view({}, { header }));
    expect(asked).toEqual([name]);
  });

  it.each(['authorization', 'AUTHORIZATION', 'Authorization'])(
    'keep the schemes of Authorization if it is written %s',
    (httpHeader) => {
      expect(findIn(`JWT ${TOKEN}`, { httpHeader })).toBe(TOKEN);
      expect(unreadIn(TOKEN, { httpHeader })).toBe('token');
    },
  );

  it('let another header carry the token alone, or behind one of the schemes', () => {
    for (const options of [{ httpHeader: 'X-Token' }, { httpHeader: 'X-Token', authType: 'JWT' }]) {
      expect(findIn(TOKEN, options)).toBe(TOKEN);
      expect(findIn(`jwt ${TOKEN}`, options)).toBe(TOKEN);
      expect(findIn('', options)).toBeNull();
    }
    expect(findIn(`Bearer ${TOKEN}`, { httpHeader: 'X-Token' })).toBe(TOKEN);
  });

  it('let Authorization carry the token alone if no scheme is asked for', () => {
    expect(findIn(TOKEN, { authType: [] })).toBe(TOKEN);
    expect(codeOf(`Bearer ${TOKEN}`, { authType: [] })).toBe('credentials_malformed');
  });

  it.each([
    [`Token ${TOKEN}`],
    ['Bearer'],
    [`${TOKEN}, ${TOKEN}`],
    [`${TOKEN} `],
    [' '],
    [','],
    ['"a"'],
    [[TOKEN, TOKEN]],
  ])('refuse in a header that carries the token alone: %j', (value) => {
    expect(codeOf(value, { httpHeader: 'X-Token' })).toBe('credentials_malformed');
  });

  it.each([
    ['Bearer', 'JWT', expect.objectContaining({ code: 'credentials_malformed' })],
    ['JWT', ['JWT'], TOKEN],
    ['Digest', 'Digest', TOKEN],
  ])('read the scheme %s with authType %j as %j', (scheme, authType, found) => {
    expect(findIn(`${scheme} ${TOKEN}`, { authType })).toEqual(found);
  });

  it.each([
    [{}, 'Bearer', 'Authorization'],
    [{ authType: ['JWT', 'Bearer'] }, 'JWT', 'Authorization'],
    [{ httpHeader: 'X-Token' }, 'Bearer', 'X-Token'],
    [{ vary: false }, 'Bearer', null],
  ])('%j lead to the challenge %s and the Vary %s', (options, challenge, vary) => {
    expect(headerPolicy(options)).toMatchObject({ kind: 'header', challenge, vary, session: null });
  });

  it.each([[{ httpHeader: undefined, authType: undefined, vary: undefined }], [{}]])(
    'have their defaults where they are left out: %j',
    (options) => {
      expect(headerPolicy(options).settings).toEqual({
        httpHeader: 'Authorization',
        authType: ['Bearer', 'JWT'],
        vary: true,
      });
    },
  );

  const wrong: [string, unknown, RegExp][] = [
    ['a header with a space', { httpHeader: 'X Token' }, /httpHeader/],
    ['a header with a line feed', { httpHeader: 'X-Token\n' }, /httpHeader/],
    ['an empty header', { httpHeader: '' }, /httpHeader/],
    ['a header that browsers write', { httpHeader: 'Cookie' }, /httpHeader/],
    ['one of Fetch Metadata', { httpHeader: 'Sec-Fetch-Site' }, /httpHeader/],
    ['the header null', { httpHeader: null }, /httpHeader/],
    ['a scheme with a space', { authType: 'Bearer ' }, /authType/],
    ['an empty scheme', { authType: '' }, /authType/],
    ['one bad scheme among good ones', { authType: ['Bearer', 'a,b'] }, /authType/],
    ['a number as scheme', { authType: [4] }, /authType/],
    ['the scheme null', { authType: null }, /authType/],
    ['a string as vary', { vary: 'false' }, /vary/],
    [
      'vary: false for another header',
      { httpHeader: 'X-Token', vary: false },
      /Authorization only/,
    ],
    ['a misspelt option', { authtype: 'Bearer' }, /headerPolicy.*did you mean authType/],
    ['the name of pyramid_jwt', { http_header: 'X' }, /did you mean httpHeader/],
    ['a string instead of options', 'Bearer', /headerPolicy.*object/],
    ['null instead of options', null, /headerPolicy.*object/],
  ];
  it.each(wrong)('are rejected with %s', (_, options, message) => {
    const make = () => headerPolicy(options as object);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(message);
  });

  it('are rejected with all their faults at once', () => {
    const make = () => headerPolicy({ httpHeader: '', authType: '', x: 1 } as object);
    expect(make).toThrow(
      expect.objectContaining({
        faults: [
          expect.stringMatching(/option/),
          expect.stringMatching(/httpHeader/),
          expect.stringMatching(/authType/),
        ],
      }),
    );
  });
});

describe('a header policy', () => {
  it('leaves the failure of a well-formed token as it is', () => {
    const refused = failure('token_expired');
    expect(headerPolicy().refineFailure(refused, TOKEN)).toBe(refused);
  });

  it('leaves the failure of a token that is too long as it is, without reading it', () => {
    const refused = failure('token_too_large');
    expect(headerPolicy().refineFailure(refused, '!!')).toBe(refused);
  });

  it('checks no request with a verified token: browsers do not add such a header unasked', () => {
    expect(headerPolicy().checkRequest).toBeNull();
  });

  it.each([
    `Bearer\t${TOKEN}`,
    `Bearer ${TOKEN}, Bearer b`,
    `Bearer ${TOKEN} x`,
    `Bearer ${TOKEN}!`,
  ])('shows no credential in the refusal of %j', (value) => {
    const found = findIn(value);
    const refused =
      typeof found === 'string'
        ? headerPolicy().refineFailure(failure('token_malformed'), found)
        : found;
    expect(JSON.stringify(refused)).toContain('credentials_malformed');
    expect(JSON.stringify(refused)).not.toContain(TOKEN);
  });
});
