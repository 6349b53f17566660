import { describe, expect, it } from 'vitest';
import { freshFor } from '../../../src/keys/remote/freshness.ts';

const of = (control: string, age?: string): number =>
  freshFor(new Headers({ 'cache-control': control, ...(age === undefined ? {} : { age }) }));

describe('the fresh time of keys', () => {
  it('is ten minutes if the answer does not say it', () => {
    expect(freshFor(new Headers())).toBe(600);
    expect(of('public')).toBe(600);
    expect(of('s-maxage=900')).toBe(600);
    expect(of('max-age=soon')).toBe(600);
  });

  it('is max-age less Age (RFC 9111 §4.2.1)', () => {
    expect(of('public, max-age=900, must-revalidate')).toBe(900);
    expect(of('Max-Age="900"')).toBe(900);
    expect(of('max-age=900', '300')).toBe(600);
    expect(of('max-age=900', '-5')).toBe(900);
  });

  it('is between a minute and an hour', () => {
    for (const short of ['max-age=0', 'no-store', 'no-cache, max-age=900'])
      expect(of(short)).toBe(60);
    expect(of('max-age=900', '999999999')).toBe(60);
    expect(of('max-age=999999999')).toBe(3600);
  });
});
