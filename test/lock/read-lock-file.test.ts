import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Allow } from '../../src/index.ts';
import { lockChanges, lockText } from '../../src/lock.ts';
import { written } from '../../src/lock/lock-file.ts';
import { readLockFile } from '../../src/lock/read-lock-file.ts';
import { siteOf } from './site.ts';

const TEXT: string = await lockText(siteOf().plan);

describe('reading a lock file', () => {
  it('returns what was written', () => {
    expect(written(readLockFile(TEXT))).toBe(TEXT);
    expect(written(readLockFile(TEXT.replaceAll('\n', '\r\n')))).toBe(TEXT);
  });

  it('reads a file that begins with a byte order mark', () => {
    expect(written(readLockFile(`\uFEFF${TEXT}`))).toBe(TEXT);
    expect(written(readLockFile(`\uFEFF${TEXT.replaceAll('\n', '\r\n')}`))).toBe(TEXT);
    expect(() => readLockFile(`\uFEFF\uFEFF${TEXT}`)).toThrow(/line 1 is not the first line/);
  });

  it.each(['utf16le', 'latin1'] as const)('names the encoding of a file in %s', (encoding) => {
    const bytes = Buffer.from(`${encoding === 'latin1' ? '\u00E4' : '\uFEFF'}${TEXT}`, encoding);
    expect(() => readLockFile(bytes.toString('utf8'))).toThrow(/line 1 is no UTF-8/);
  });

  it('returns what was written of any names', async () => {
    const part = fc.constantFrom(
      'a',
      ': ',
      '; ',
      '  ',
      '\n',
      '\r\n',
      '\u2028',
      '✓',
      '#',
      '401',
      'public',
      'UNGUARDED',
    );
    const name = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(name, name, name, async (permission, resource, principal) => {
        const page = { name: resource, acl: [[Allow, principal, permission] as const] };
        const { plan } = siteOf({
          add: (app, { permit, end }) => void app.get('/', permit(permission, page), end),
          options: { as: { one: [principal], other: ['other', principal] } },
        });
        const text = await lockText(plan);
        expect(written(readLockFile(text))).toBe(text);
        expect(await lockChanges(plan, text)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ' ',
    '\t',
    '\u00a0',
    '\u3000',
    'a ',
    ' a',
    'a  b',
    'a\nb',
    'a\u2028b',
    '\u001b[31m',
    'a: b',
  ])('returns what was written for the names %j, and tells them from others', async (name) => {
    const textFor = (own: string) =>
      lockText(
        siteOf({
          acl: [[Allow, own, own]],
          add: (app, { permit, end }) =>
            void app.get(`/${own.replace(/[[:]/g, '')}`, permit(own), end),
          options: { as: { member: [own] } },
        }).plan,
      );
    const text = await textFor(name);
    expect(written(readLockFile(text))).toBe(text);
    expect(text).not.toBe(await textFor('a b'));
    expect(text).not.toBe(await textFor('a'));
  });

  it.each([
    ['an empty file', '', 'line 1 is not the first line of a lock file'],
    [
      'another version',
      TEXT.replace('version 1', 'version 2'),
      'line 1 has the version 2, and only 1',
    ],
    ['a merge conflict', TEXT.replace('  member', '<<<<<<< HEAD\n  member'), 'is a merge conflict'],
    ['a line of another form', TEXT.replace('persona owner: by', 'owner by'), 'cannot be read'],
    [
      'an answer before the first route',
      TEXT.replace('persona admin', '  admin'),
      'stands before the first route',
    ],
    [
      'an answer that was removed',
      TEXT.replace('  member: 403\n', ''),
      'PUT /reports/:id has not one line for each persona',
    ],
    [
      'a route that stands twice',
      TEXT + TEXT.slice(TEXT.indexOf('GET /  public')),
      'is not as it was written',
    ],
    [
      'a comment that was added',
      TEXT.replace('# Who', '# We know this\n# Who'),
      'line 2 is not as it was written',
    ],
    ['spaces at the end', TEXT.replace('401\n', '401 \n'), 'cannot be read'],
    ['no line break at the end', TEXT.trimEnd(), 'is not as it was written'],
  ])('refuses %s, and says how to mend it', (_, text, expected) => {
    expect(() => readLockFile(text)).toThrow(expected);
    expect(() => readLockFile(text)).toThrow('npx pyramidion lock');
  });
});
