import { describe, expect, it } from 'vitest';
import { parseUrl } from '../../src/base/parse-url.ts';

describe('parseUrl', () => {
  it('returns null for a text that is no URL', () => {
    for (const text of ['', 'app', '//app', 'https://', 'https://a b'])
      expect(parseUrl(text)).toBeNull();
  });

  it('reads a path below a base', () => {
    expect(parseUrl('/x', 'https://a')?.href).toBe('https://a/x');
  });

  it('reads a host with a Latin-1 character also after many calls', () => {
    for (let call = 0; call < 300_000; call++) parseUrl('https://app.example.com');
    expect(parseUrl('https://bücher.example')?.host).toBe('xn--bcher-kva.example');
  });
});
