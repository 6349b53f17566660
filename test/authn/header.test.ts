import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerPolicy } from '../../src/authn/header.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import type { Failure } from '../../src/base/errors.ts';
import { failure } from '../../src/base/errors.ts';
import type { RequestView } from '../../src/http/request-view.ts';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln-_';

function viewOf(fields: Record<string, string | readonly string[]>): RequestView {
  return {
    method: 'GET',
    secure: true,
    header: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined),
  };
}

function findIn(
  value: string | readonly string[] | undefined,
  options: Parameters<typeof headerPolicy>[0] = {},
): string | Failure | null {
  return headerPolicy(options).find(
    viewOf(
      value === undefined ? {} : { [(options.httpHeader ?? 'authorization').toLowerCase()]: value },
    ),
  );
}

/** A credential is refused by `find` at once, or its text by `explain` once it was refused as a token: the request sees the same. */
function codeOf(
  value: string | readonly string[],
  options: Parameters<typeof headerPolicy>[0] = {},
): string {
  const found = findIn(value, options);
  if (found === null) return 'none';
  if (typeof found !== 'string') return found.code;
  return headerPolicy(options).explain(failure('token_malformed'), found).code;
}

describe('the header policy finds', () => {
  it.each([
    `Bearer ${TOKEN}`,
    `bearer ${TOKEN}`,
    `BEARER ${TOKEN}`,
    `bEaReR ${TOKEN}`,
    `JWT ${TOKEN}`,
    `jwt ${TOKEN}`,
    `Jwt   ${TOKEN}`,
  ])('the token in %s', (value) => {
    expect(findIn(value)).toBe(TOKEN);
    expect(findIn([value])).toBe(TOKEN);
  });

  it('a text of every letter that RFC 6750 allows', () => {
    expect(findIn('Bearer aZ09-._~+/==')).toBe('aZ09-._~+/==');
    expect(codeOf('Bearer aZ09-._~+/==')).toBe('token_malformed');
  });

  it('nothing where the header is absent or empty, or the list of fields is', () => {
    expect(findIn(undefined)).toBeNull();
    expect(findIn('')).toBeNull();
    expect(findIn([])).toBeNull();
    expect(findIn([''])).toBeNull();
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
    TOKEN,
    'Negotiate',
  ])('nothing in a credential of another scheme: %s', (value) => {
    expect(findIn(value)).toBeNull();
  });

  it.each([
    ['a scheme without a token', 'Bearer'],
    ['a scheme and a space', 'Bearer '],
    ['a scheme and spaces', 'JWT    '],
    ['a tab for the space', `Bearer\t${TOKEN}`],
    ['a no-break space for the space', `Bearer\u00a0${TOKEN}`],
    ['a vertical tab for the space', `Bearer\u000b${TOKEN}`],
    ['a form feed for the space', `Bearer\u000c${TOKEN}`],
    ['a line separator for the space', `Bearer\u2028${TOKEN}`],
    ['a tab after the space', `Bearer \t${TOKEN}`],
    ['an equals sign for the space', `Bearer=${TOKEN}`],
    ['a comma for the space', `Bearer,${TOKEN}`],
    ['a token in quotes', `Bearer "${TOKEN}"`],
    ['two tokens', `Bearer ${TOKEN} ${TOKEN}`],
    ['the scheme twice', `Bearer Bearer ${TOKEN}`],
    ['a space behind the token', `Bearer ${TOKEN} `],
    ['a tab behind the token', `Bearer ${TOKEN}\t`],
    ['a letter that no token has', `Bearer ${TOKEN}!`],
    ['an equals sign inside', 'Bearer a=b'],
    ['a letter beyond ASCII', 'Bearer aä'],
    ['a NUL', 'Bearer a\u0000'],
    ['two of ours joined', `Bearer ${TOKEN}, Bearer ${TOKEN}`],
    ['two of ours joined closely', 'Bearer a,JWT b'],
    ['ours and another joined', `Bearer ${TOKEN}, Basic eDp5`],
    ['another and ours joined', `Basic eDp5, Bearer ${TOKEN}`],
    ['another and ours joined closely', 'Basic eDp5,bearer a'],
    ['another and ours with a tab joined', 'Basic eDp5,\tJWT\ta'],
    ['another and our scheme alone joined', 'Basic eDp5, Bearer'],
    ['one with parameters and ours joined', 'Digest a="b", c="d", JWT a'],
    ['a comma before ours', ', Bearer a'],
    ['a space before ours', ' Bearer a'],
  ])('no token but a malformed credential in %s', (_, value) => {
    expect(codeOf(value)).toBe('credentials_malformed');
  });

  it('a malformed credential in a header that is there twice, whatever is in it', () => {
    expect(codeOf([`Bearer ${TOKEN}`, `Bearer ${TOKEN}`])).toBe('credentials_malformed');
    expect(codeOf(['Basic eDp5', `Bearer ${TOKEN}`])).toBe('credentials_malformed');
    expect(codeOf(['', ''])).toBe('credentials_malformed');
  });

  it('a refusal that tells a missing token from a wrong separator', () => {
    for (const value of ['Bearer', 'Bearer  '])
      expect(findIn(value)).toMatchObject({
        message: expect.stringContaining('no token behind it'),
      });
    expect(findIn('Bearer\tabc')).toMatchObject({
      message: expect.stringContaining('Only spaces'),
    });
  });

  it('no scheme in letters that only fold to those of ASCII', () => {
    expect(findIn('\u212aey abc', { authType: 'Key' })).toBeNull();
    expect(findIn('kEY abc', { authType: 'Key' })).toBe('abc');
  });

  it('the same scheme only, when signs and letters differ by the same bit', () => {
    expect(findIn('a^b abc', { authType: 'a~b' })).toBeNull();
  });
});

describe('the header policy reads', () => {
  it('the configured header and no other', () => {
    const asked: string[] = [];
    const view: RequestView = {
      method: 'GET',
      secure: true,
      header: (name) => {
        asked.push(name);
        return undefined;
      },
    };
    headerPolicy().find(view);
    headerPolicy({ httpHeader: 'X-Token' }).find(view);
    expect(asked).toEqual(['authorization', 'x-token']);
  });

  it('a header named in any case, and keeps the schemes of Authorization however that is written', () => {
    for (const httpHeader of ['authorization', 'AUTHORIZATION', 'Authorization']) {
      expect(findIn(`JWT ${TOKEN}`, { httpHeader })).toBe(TOKEN);
      expect(findIn(TOKEN, { httpHeader })).toBeNull();
    }
  });

  it('the bare token in a header of its own', () => {
    expect(findIn(TOKEN, { httpHeader: 'X-Token' })).toBe(TOKEN);
    expect(findIn(undefined, { httpHeader: 'X-Token' })).toBeNull();
    expect(findIn('', { httpHeader: 'X-Token' })).toBeNull();
    for (const value of [`Bearer ${TOKEN}`, `${TOKEN}, ${TOKEN}`, `${TOKEN} `, ' ', ',', '"a"']) {
      expect(codeOf(value, { httpHeader: 'X-Token' })).toBe('credentials_malformed');
    }
    expect(codeOf([TOKEN, TOKEN], { httpHeader: 'X-Token' })).toBe('credentials_malformed');
  });

  it('a scheme in a header of its own when one is given', () => {
    const options = { httpHeader: 'X-Token', authType: 'Key' };
    expect(findIn(`key ${TOKEN}`, options)).toBe(TOKEN);
    expect(findIn(TOKEN, options)).toBeNull();
  });

  it('only the schemes it is given', () => {
    expect(findIn(`Bearer ${TOKEN}`, { authType: 'JWT' })).toBeNull();
    expect(findIn(`JWT ${TOKEN}`, { authType: ['JWT'] })).toBe(TOKEN);
    expect(findIn(`Digest ${TOKEN}`, { authType: 'Digest' })).toBe(TOKEN);
  });
});

describe('the header policy', () => {
  it('leaves the reason of a refusal alone when the text could have been a token', () => {
    const refused = failure('token_expired');
    expect(headerPolicy().explain(refused, TOKEN)).toBe(refused);
  });

  it('names the first scheme in challenges, and its header for Vary', () => {
    expect(headerPolicy()).toMatchObject({
      kind: 'header',
      challenge: 'Bearer',
      vary: 'Authorization',
      session: null,
    });
    expect(headerPolicy({ authType: ['JWT', 'Bearer'] }).challenge).toBe('JWT');
    expect(headerPolicy({ httpHeader: 'X-Token' })).toMatchObject({
      challenge: 'Bearer',
      vary: 'X-Token',
    });
  });

  it('admits every verified token: no browser sends such a header by itself', () => {
    expect(headerPolicy().admit({ ...viewOf({}), method: 'POST' }, {}, 0)).toBeNull();
  });

  it('never shows a credential in a refusal', () => {
    for (const value of [
      `Bearer\t${TOKEN}`,
      `Bearer ${TOKEN}, Bearer b`,
      `Bearer ${TOKEN} x`,
      `Bearer ${TOKEN}!`,
    ]) {
      const found = findIn(value);
      const refused =
        typeof found === 'string'
          ? headerPolicy().explain(failure('token_malformed'), found)
          : found;
      expect(JSON.stringify(refused)).toContain('credentials_malformed');
      expect(JSON.stringify(refused)).not.toContain(TOKEN);
    }
  });

  it('finds in any value whatever nothing, a refusal, or all that follows the scheme, and says of more than one word that it is more than one', () => {
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
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 8 }).map((all) => all.join('')),
          fc.string(),
        ),
        (value) => {
          const found = findIn(value);
          if (typeof found !== 'string')
            return found === null || found.code === 'credentials_malformed';
          if (/[ ,]/.test(found) && codeOf(value) !== 'credentials_malformed') return false;
          return (
            /^(bearer|jwt) +[^ ]/i.test(value) && value.endsWith(found) && !found.startsWith(' ')
          );
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe('options of the header policy that cannot be', () => {
  const wrong: [string, unknown, RegExp][] = [
    ['a header with a space', { httpHeader: 'X Token' }, /httpHeader/],
    ['a header with a line feed', { httpHeader: 'X-Token\n' }, /httpHeader/],
    ['an empty header', { httpHeader: '' }, /httpHeader/],
    ['no header', { httpHeader: null }, /httpHeader/],
    ['a scheme with a space', { authType: 'Bearer ' }, /authType/],
    ['an empty scheme', { authType: '' }, /authType/],
    ['no schemes', { authType: [] }, /authType/],
    ['no schemes in a header of its own', { httpHeader: 'X-Token', authType: [] }, /authType/],
    ['one bad scheme among good ones', { authType: ['Bearer', 'a,b'] }, /authType/],
    ['a number for a scheme', { authType: [4] }, /authType/],
    ['null for a scheme', { authType: null }, /authType/],
    ['a misspelt option', { authtype: 'Bearer' }, /did you mean authType/],
    ['the name of the original', { http_header: 'X' }, /did you mean httpHeader/],
    ['a text for the options', 'Bearer', /object/],
    ['null for the options', null, /object/],
  ];

  it.each(wrong)('are refused at once: %s', (_, options, message) => {
    const make = () => headerPolicy(options as object);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(message);
  });

  it('are all named at once', () => {
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

  it('are not those left undefined', () => {
    expect(headerPolicy({ httpHeader: undefined, authType: undefined }).settings).toEqual({
      httpHeader: 'Authorization',
      authType: ['Bearer', 'JWT'],
    });
  });
});
