import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../src/config/load/environment.ts';

describe('the environment', () => {
  it('gives the variables with the prefix and leaves those of others alone', () => {
    const faults: string[] = [];
    const found = readEnvironment(
      { JWT_EXPIRATION: '2h', HOME: '/', MY_JWT_LEEWAY: '1', JWT_LEEWAY: undefined },
      'jwt',
      faults,
    );
    const where = 'JWT_EXPIRATION in the environment';
    expect(found).toEqual([
      { name: 'expiration', text: '2h', origin: 'environment', source: where, where },
    ]);
    expect(faults).toEqual([]);
  });

  it('names the variable that was probably meant, or else all there are', () => {
    const faults: string[] = [];
    readEnvironment({ JWT_PRIVAT_KEY: 'hush', JWT_ZZZZZZZZZZ: 'hush' }, 'jwt', faults);
    expect(faults[0]).toBe(
      'JWT_PRIVAT_KEY in the environment is not a setting: did you mean JWT_PRIVATE_KEY?',
    );
    expect(faults[1]).toMatch(
      /^JWT_ZZZZZZZZZZ .* remove it; the settings are JWT_PRIVATE_KEY, .*JWT_COOKIE_CSRF$/,
    );
    expect(faults.join()).not.toContain('hush');
  });

  it('takes a name in capitals alone, so that two spellings cannot contradict each other', () => {
    const faults: string[] = [];
    expect(readEnvironment({ JWT_Expiration: '1h' }, 'jwt', faults)).toEqual([]);
    expect(faults[0]).toContain('did you mean JWT_EXPIRATION?');
  });
});
