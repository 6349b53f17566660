import { describe, expect, it } from 'vitest';
import { nearestOption, synonym } from '../../src/options/synonyms.ts';

describe('nearestOption', () => {
  it('knows what other libraries call our options and settings', () => {
    expect(nearestOption('secret', ['algorithm', 'privateKey'])).toBe('privateKey');
    expect(nearestOption('expiresIn', ['expiration', 'issuer'])).toBe('expiration');
    expect(nearestOption('secure', ['cookie_name', 'https_only_cookie'])).toBe('https_only_cookie');
    expect(nearestOption('secret', ['algorithm'])).toBeNull();
    expect(nearestOption('algorthm', ['algorithm'])).toBe('algorithm');
  });
});

describe('synonym', () => {
  it('knows no word that is only near', () => {
    expect(synonym('algo', ['algorithm'])).toBe('algorithm');
    expect(synonym('algorthm', ['algorithm'])).toBeNull();
  });
});
