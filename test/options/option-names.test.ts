import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { inWordsOf, keepNames, settingName, withNames } from '../../src/options/option-names.ts';

const names = [
  { option: 'leeway', name: 'jwt.leeway', where: 'jwt.leeway in app.ini', value: 400 },
  { option: 'maxTokenAge', name: 'jwt.max_token_age', where: null, value: undefined },
];
const options = withNames({ leeway: 400 }, names);

describe('inWordsOf', () => {
  it('says the place of the option that a message begins with', () => {
    expect(inWordsOf(options, 'leeway must be shorter.')).toBe(
      'jwt.leeway in app.ini must be shorter.',
    );
    expect(inWordsOf(options, 'maxTokenAge is missing.')).toBe('jwt.max_token_age is missing.');
  });

  it('says the names of other options, and leaves words of English alone', () => {
    expect(inWordsOf(options, 'x is late: set leeway, or give maxTokenAge some leeway.')).toBe(
      'x is late: set jwt.leeway, or give jwt.max_token_age some leeway.',
    );
  });

  it('follows options that are spread, until code sets another value', () => {
    expect(inWordsOf({ ...options, root: {} }, 'leeway is long.')).toContain('app.ini');
    expect(inWordsOf({ ...options, leeway: 500 }, 'leeway is long.')).toBe('leeway is long.');
    expect(inWordsOf({ ...options, maxTokenAge: 1 }, 'maxTokenAge is short.')).toBe(
      'maxTokenAge is short.',
    );
    expect(inWordsOf({}, 'leeway is long.')).toBe('leeway is long.');
  });

  it('knows settings that were read from named options', () => {
    const settings = {};
    keepNames(options, settings);
    expect(inWordsOf(settings, 'leeway is long.')).toContain('app.ini');
  });
});

describe('settingName', () => {
  it('is null for an option that is no setting or came from code', () => {
    expect(settingName(options, 'leeway')).toBe('jwt.leeway');
    expect(settingName(options, 'maxTokenAge')).toBe('jwt.max_token_age');
    expect(settingName(options, 'root')).toBeNull();
    expect(settingName({ leeway: 1 }, 'leeway')).toBeNull();
  });
});

describe('withNames', () => {
  it('prints no name and no value', () => {
    expect(inspect(options, { showHidden: true, depth: null })).not.toMatch(/jwt|app\.ini/);
    expect(JSON.stringify(options)).toBe('{"leeway":400}');
    expect(Object.keys(options)).toEqual(['leeway']);
  });
});
