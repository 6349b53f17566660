import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readIni } from '../../../src/config/load/ini.ts';

const file = join(mkdtempSync(join(tmpdir(), 'ini-')), 'app.ini');

/** The settings of a text as `name=value`, and the faults with the file's name left out. */
function read(text: string | Uint8Array, section?: string): { found: string[]; faults: string[] } {
  writeFileSync(file, text);
  const faults: string[] = [];
  const found = readIni({ file, section, prefix: 'jwt' }, faults).map(
    (one) => `${one.name}=${one.text}`,
  );
  return { found, faults: faults.map((fault) => fault.replaceAll(file, 'app.ini')) };
}

describe('an ini file', () => {
  it('gives the keys of the section before those outside any, and nothing of other sections or of other owners', () => {
    const text =
      'jwt.leeway = 1\nuse = egg:x\n[app:main]\njwt.leeway = 2\n# jwt.typ = x\nother = 3\n[server:main]\njwt.leeway = 4\njwt.x = 5\n';
    expect(read(text)).toEqual({ found: ['leeway=2', 'leeway=1'], faults: [] });
    expect(read('jwt.leeway = 1\n')).toEqual({ found: ['leeway=1'], faults: [] });
  });

  it('is read with the byte order mark and the line ends of Windows', () => {
    expect(read('\uFEFF[app:main]\r\njwt.leeway = 2\r\n')).toEqual({
      found: ['leeway=2'],
      faults: [],
    });
  });

  it('may have a dot in the name of a section, and quotes are part of the name', () => {
    expect(read('[app.main]\njwt.leeway = 2\n', 'app.main')).toEqual({
      found: ['leeway=2'],
      faults: [],
    });
    expect(read('["app:main"]\njwt.leeway = 2\n').faults).toEqual([
      'app.ini has no section [app:main], but settings in ["app:main"]: name the section that you mean.',
    ]);
  });

  it('must have the section that was asked for, and the usual one unless the keys stand before any', () => {
    expect(read('[app:web]\njwt.leeway = 2\n').faults).toEqual([
      'app.ini has no section [app:main], but settings in [app:web]: name the section that you mean.',
    ]);
    expect(read('jwt.leeway = 2\n', 'app:web').faults).toHaveLength(1);
    expect(read('').faults).toHaveLength(1);
    expect(read('[app:main]\n').faults).toEqual([]);
  });

  it('that is not there or is not text is a fault', () => {
    expect(read(Uint8Array.of(0xff, 0xfe, 0x41)).faults).toEqual([
      expect.stringContaining('app.ini is not UTF-8'),
    ]);
    const faults: string[] = [];
    expect(readIni({ file: `${file}.none`, section: undefined, prefix: 'jwt' }, faults)).toEqual(
      [],
    );
    expect(faults).toEqual([expect.stringContaining('cannot be read')]);
  });

  it('names the key that was probably meant, also when only its case is wrong', () => {
    expect(read('[app:main]\njwt.expiratoin = 1\n').faults[0]).toContain(
      'did you mean jwt.expiration?',
    );
    expect(read('[app:main]\nJWT.Expiration = 1\n').faults[0]).toContain(
      'did you mean jwt.expiration?',
    );
    expect(read('[app:main]\nJWT.typ = x\n').faults[0]).toContain('did you mean jwt.typ?');
  });
});

describe('a line of an ini file', () => {
  const KEY = 'hushhush5p2Yk0vQ8mZr7LxW';

  it.each([
    ['a comment sign', `jwt.private_key = ${KEY}#x`],
    ['a semicolon', `jwt.private_key = ${KEY};x`],
    ['a backslash', `jwt.private_key = ${KEY}\\\\x`],
    ['single quotes', `jwt.private_key = '${KEY}'`],
    ['broken double quotes', `jwt.private_key = "${KEY}\\q"`],
    ['a colon for the equals sign', `jwt.private_key: ${KEY}`],
    ['a colon, and an equals sign inside the key', `jwt.private_key: ${KEY}==`],
    ['a colon and a prefix in capitals', `JWT.private_key: ${KEY}==`],
    ['nothing between', `jwt.private_key ${KEY} = x`],
    ['brackets', `jwt.private_key[] = ${KEY}`],
    ['a second line', `jwt.private_key =\n  ${KEY}`],
    ['a repetition', `jwt.private_key = ${KEY}\njwt.private_key = ${KEY}`],
  ])('that would lose something of a key is a fault that does not show it: %s', (_, line) => {
    const { faults } = read(`[app:main]\n${line}\n`);
    expect(faults).not.toEqual([]);
    expect(faults.join('\n')).toContain('private_key');
    expect(faults.join('\n').toLowerCase()).not.toContain(KEY.toLowerCase());
  });

  it('gives a key exactly, bare or as JSON writes it', () => {
    expect(read(`[app:main]\njwt.private_key = ${KEY}+/==\n`).found).toEqual([
      `private_key=${KEY}+/==`,
    ]);
    expect(read('[app:main]\njwt.public_key = "-----BEGIN\\n#;-----"\n').found).toEqual([
      'public_key=-----BEGIN\n#;-----',
    ]);
  });

  it('may end in a comment where no key is on it', () => {
    expect(read('[app:main]\njwt.leeway = 5 ; seconds\n')).toEqual({
      found: ['leeway=5'],
      faults: [],
    });
    expect(read('[app:main]\njwt.issuer = a \\; b\\# c\\d # e\n').found).toEqual([
      'issuer=a ; b# c\\d',
    ]);
    expect(read('[app:main]\njwt.issuer = "a # b"\n').found).toEqual(['issuer=a # b']);
  });

  it('without a value, or with one that is no text, is a fault and not "true" or nothing', () => {
    expect(read('[app:main]\njwt.https_only_cookie\n')).toEqual({
      found: [],
      faults: [expect.stringContaining('"key = value"')],
    });
    for (const written of [`'["a"]'`, '["a"]', '{}'])
      expect(read(`[app:main]\njwt.audience = ${written}\n`)).toEqual({
        found: [],
        faults: [expect.stringContaining('no plain text')],
      });
    expect(read(`[app:main]\njwt.leeway = '5'\n`)).toEqual({ found: ['leeway=5'], faults: [] });
    expect(read('[app:main]\njwt.issuer = a\u2028b\n').faults).toHaveLength(1);
  });

  it('that says again what another said is a fault, but not when they stand in different sections', () => {
    expect(read('[app:main]\njwt.leeway = 1\njwt.leeway = 2\n').faults).toEqual([
      'jwt.leeway in app.ini, [app:main] is there more than once: keep one.',
    ]);
    expect(
      read('[app:main]\njwt.leeway = 1\n[a]\njwt.leeway = 1\njwt.leeway = 2\n').faults,
    ).toEqual([]);
  });

  it('goes on with the list above it when it is indented more, comments and blank lines between them left out', () => {
    expect(read('[app:main]\njwt.audience =\n  a\n  # not b\n\n  c\n').found).toEqual([
      'audience=a, c',
    ]);
    expect(read('[app:main]\njwt.audience = a,\n  b\njwt.leeway = 1\n').found).toEqual([
      'audience=a, b',
      'leeway=1',
    ]);
  });

  it('does not go on with anything but a list, nor when it is a key itself', () => {
    expect(read('[app:main]\njwt.issuer = a\n  b\n').faults).toEqual([
      expect.stringContaining('goes on in the next line'),
    ]);
    expect(read('[app:main]\n jwt.audience = a\n  other = b\n  jwt.leeway = 1\n').found).toEqual([
      'audience=a',
      'leeway=1',
    ]);
    expect(read('[app:main]\njwt.audience = a\n[other]\n  b\n').found).toEqual(['audience=a']);
    expect(read('[app:main]\njwt.audience = a\n[other] x\n  b\n').faults).toEqual([
      expect.stringContaining('heading'),
    ]);
  });

  it('of a list loses nothing behind a comment between its lines', () => {
    expect(read('[app:main]\njwt.audience = a ; first\n  b\n').faults).toEqual([
      expect.stringContaining('a comment between its lines'),
    ]);
  });

  it('that is a heading with something behind it is a fault, for its keys would count for the section before', () => {
    expect(read('[app:main]\n[server:main] # x\njwt.leeway = 9\n').faults).toEqual([
      expect.stringContaining('heading'),
    ]);
  });
});
