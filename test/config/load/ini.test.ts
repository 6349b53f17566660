import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readIni } from '../../../src/config/load/ini.ts';

const file = join(mkdtempSync(join(tmpdir(), 'ini-')), 'app.ini');

/** Returns the settings of a text as `name=value`, and the faults with a short file name. */
function read(text: string | Uint8Array, section?: string): { found: string[]; faults: string[] } {
  writeFileSync(file, text);
  const faults: string[] = [];
  const found = readIni({ file, section, prefix: 'jwt' }, faults).map(
    (one) => `${one.name}=${one.text}`,
  );
  return { found, faults: faults.map((fault) => fault.replaceAll(file, 'app.ini')) };
}

describe('readIni', () => {
  it('returns the keys of the section, then those before any section, and no others', () => {
    const text =
      'jwt.leeway = 1\nuse = egg:x\n[app:main]\njwt.leeway = 2\n# jwt.typ = x\nother = 3\n[server:main]\njwt.leeway = 4\njwt.x = 5\n';
    expect(read(text)).toEqual({ found: ['leeway=2', 'leeway=1'], faults: [] });
    expect(read('jwt.leeway = 1\n')).toEqual({ found: ['leeway=1'], faults: [] });
  });

  it('accepts a byte order mark and the line ends of Windows', () => {
    expect(read('\uFEFF[app:main]\r\njwt.leeway = 2\r\n')).toEqual({
      found: ['leeway=2'],
      faults: [],
    });
  });

  it('takes a dot and quotes as part of the name of a section', () => {
    expect(read('[app.main]\njwt.leeway = 2\n', 'app.main')).toEqual({
      found: ['leeway=2'],
      faults: [],
    });
    expect(read('["app:main"]\njwt.leeway = 2\n').faults).toEqual([
      'app.ini has no section [app:main], but settings in ["app:main"]: name the section.',
    ]);
  });

  it('requires the named section, and app:main unless keys stand before any section', () => {
    expect(read('[app:web]\njwt.leeway = 2\n').faults).toEqual([
      'app.ini has no section [app:main], but settings in [app:web]: name the section.',
    ]);
    expect(read('jwt.leeway = 2\n', 'app:web').faults).toHaveLength(1);
    expect(read('').faults).toHaveLength(1);
    expect(read('[app:main]\n').faults).toEqual([]);
  });

  it('reports a file that is missing or is not text', () => {
    expect(read(Uint8Array.of(0xff, 0xfe, 0x41)).faults).toEqual([
      expect.stringContaining('app.ini is not UTF-8'),
    ]);
    const faults: string[] = [];
    expect(readIni({ file: `${file}.none`, section: undefined, prefix: 'jwt' }, faults)).toEqual(
      [],
    );
    expect(faults).toEqual([expect.stringContaining('cannot be read')]);
  });

  it('names the key that was probably meant, also if only its case is wrong', () => {
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
  ])(
    'is a fault, which does not show the key, if the parser would change the key: %s',
    (_, line) => {
      const { faults } = read(`[app:main]\n${line}\n`);
      expect(faults).not.toEqual([]);
      expect(faults.join('\n')).toContain('private_key');
      expect(faults.join('\n').toLowerCase()).not.toContain(KEY.toLowerCase());
    },
  );

  it('keeps a key exactly, bare or written as JSON', () => {
    expect(read(`[app:main]\njwt.private_key = ${KEY}+/==\n`).found).toEqual([
      `private_key=${KEY}+/==`,
    ]);
    expect(read('[app:main]\njwt.public_key = "-----BEGIN\\n#;-----"\n').found).toEqual([
      'public_key=-----BEGIN\n#;-----',
    ]);
  });

  it('may end in a comment if its value is not a key', () => {
    expect(read('[app:main]\njwt.leeway = 5 ; seconds\n')).toEqual({
      found: ['leeway=5'],
      faults: [],
    });
    expect(read('[app:main]\njwt.issuer = a \\; b\\# c\\d # e\n').found).toEqual([
      'issuer=a ; b# c\\d',
    ]);
    expect(read('[app:main]\njwt.issuer = "a # b"\n').found).toEqual(['issuer=a # b']);
  });

  it('may refer to the folder of the file and to other keys, as in PasteDeploy', () => {
    const folder = dirname(file);
    const text = '[DEFAULT]\ndata = %(here)s/d\n[app:main]\njwt.private_key_file = %(data)s/key\n';
    expect(read(text)).toEqual({ found: [`private_key_file=${folder}/d/key`], faults: [] });
    expect(read('[app:main]\nme = a\njwt.issuer = %(me)s%%\n').found).toEqual(['issuer=a%']);
    expect(read(`[app:main]\njwt.private_key = ${KEY}%%\n`).found).toEqual([`private_key=${KEY}%`]);
    for (const value of [`${KEY}%`, `%(${KEY})s`]) {
      const { found, faults } = read(`[app:main]\njwt.private_key = ${value}\n`);
      expect(found).toEqual([]);
      expect(faults).toEqual([expect.stringContaining('write %%')]);
      expect(faults[0]).not.toContain(KEY);
    }
  });

  it('joins the lines of a list in one pass', () => {
    const text = `[app:main]\njwt.audience = a\n${'  b,\n'.repeat(50_000)}  c\n`;
    const { found, faults } = read(text);
    expect(faults).toEqual([]);
    expect(found[0]?.split(/, ?/)).toHaveLength(50_002);
  });

  it('is a fault without a value, or with a value that is not plain text', () => {
    expect(read('[app:main]\njwt.https_only_cookie\n')).toEqual({
      found: [],
      faults: [expect.stringContaining('"key = value"')],
    });
    for (const written of [`'["a"]'`, '["a"]', '{}'])
      expect(read(`[app:main]\njwt.audience = ${written}\n`)).toEqual({
        found: [],
        faults: [expect.stringContaining('is not plain text')],
      });
    expect(read(`[app:main]\njwt.leeway = '5'\n`)).toEqual({ found: ['leeway=5'], faults: [] });
    expect(read('[app:main]\njwt.issuer = a\u2028b\n').faults).toHaveLength(1);
  });

  it('is a fault if its key was there before in the same section', () => {
    expect(read('[app:main]\njwt.leeway = 1\njwt.leeway = 2\n').faults).toEqual([
      'jwt.leeway in app.ini, [app:main] is written more than once: keep one.',
    ]);
    expect(
      read('[app:main]\njwt.leeway = 1\n[a]\njwt.leeway = 1\njwt.leeway = 2\n').faults,
    ).toEqual([]);
  });

  it('continues the list above it if it is indented more, across comments and blank lines', () => {
    expect(read('[app:main]\njwt.audience =\n  a\n  # not b\n\n  c\n').found).toEqual([
      'audience=a, c',
    ]);
    expect(read('[app:main]\njwt.audience = a,\n  b\njwt.leeway = 1\n').found).toEqual([
      'audience=a, b',
      'leeway=1',
    ]);
  });

  it('continues nothing but a list, and is a key if it has an equals sign', () => {
    expect(read('[app:main]\njwt.issuer = a\n  b\n').faults).toEqual([
      expect.stringContaining('continues on the next line'),
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

  it('is a fault in a list with a comment between its lines', () => {
    expect(read('[app:main]\njwt.audience = a ; first\n  b\n').faults).toEqual([
      expect.stringContaining('a comment between its lines'),
    ]);
  });

  it('is a fault if it is a heading with more on it, since its keys would count for the section before', () => {
    expect(read('[app:main]\n[server:main] # x\njwt.leeway = 9\n').faults).toEqual([
      expect.stringContaining('heading'),
    ]);
  });
});

describe('the parser of ini files', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is reported as missing if it cannot be loaded', () => {
    const { createRequire } = process.getBuiltinModule('node:module');
    const real = process.getBuiltinModule.bind(process);
    vi.spyOn(process, 'getBuiltinModule').mockImplementation(((id: string) =>
      id === 'node:module'
        ? { createRequire: () => createRequire('/nowhere/') }
        : real(id)) as never);
    expect(read('jwt.leeway = 1\n')).toEqual({
      found: [],
      faults: [expect.stringContaining('the package ini is not installed')],
    });
  });
});
