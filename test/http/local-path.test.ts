import { describe, expect, it } from 'vitest';
import { returnPath } from '../../src/http/local-path.ts';

describe('returnPath', () => {
  it.each(['/', '/reports', '/reports/7?page=2&sort=a%2Fb', '/a//b', '/?next=//x', '/é'])(
    'returns a path of this server: %s',
    (path) => {
      expect(returnPath(path)).toBe(path);
      expect(new URL(path, 'https://a.example').origin).toBe('https://a.example');
    },
  );

  it.each([
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/a\\..\\..',
    'https://evil.example/',
    'evil.example',
    'javascript:alert(1)',
    ' //evil.example',
    '',
    `/${'a'.repeat(2048)}`,
    null,
    undefined,
    ['/a'],
    { toString: () => '/a' },
  ])('returns the other address for what may lead elsewhere: %j', (address) => {
    expect(returnPath(address)).toBe('/');
    expect(returnPath(address, '/home')).toBe('/home');
  });
});
