import { describe, expect, it } from 'vitest';
import { fetchView } from '../../src/http/fetch-view.ts';

describe('fetchView', () => {
  it('has the method of the request', () => {
    expect(fetchView(new Request('http://a.example/', { method: 'PUT' })).method).toBe('PUT');
  });

  it.each([
    ['https://a.example/', true],
    ['http://a.example/', false],
    ['http://https.example/', false],
  ])('takes the encryption from the scheme of %s: %j', (url, secure) => {
    expect(fetchView(new Request(url)).secure).toBe(secure);
  });

  it('asks the option secure instead, with the request of the framework', () => {
    const native = { https: true };
    const secure = ({ https }: { https: boolean }) => https;
    expect(fetchView(new Request('http://a.example/'), { native, secure }).secure).toBe(true);
  });

  it.each([
    ['https://a.example', '/'],
    ['https://a.example?x=1', '/?x=1'],
    ['https://a.example/reports/7?page=2', '/reports/7?page=2'],
    ['https://user:secret@a.example:8443/b/', '/b/'],
    ['https://a.example/b#secret', '/b'],
    ['https://a.example/b?c=d#secret', '/b?c=d'],
    ['https://a.example/?next=https://b.example/', '/?next=https://b.example/'],
  ])('has for %s the path and query %s', (url, expected) => {
    // Requests of browsers refuse a URL with a password; those of some servers do not.
    const request = url.includes('@') ? ({ url } as Request) : new Request(url);
    expect(fetchView(request).url).toBe(expected);
  });

  it('returns a header, or undefined if it is absent', () => {
    const view = fetchView(new Request('http://a.example/', { headers: { 'X-Token': 'a' } }));
    expect([view.header('x-token'), view.header('cookie')]).toEqual(['a', undefined]);
  });

  it('returns repeated fields joined by a comma, which is all that the Fetch API tells', () => {
    const headers = new Headers();
    headers.append('Authorization', 'Bearer a');
    headers.append('Authorization', 'Bearer b');
    const view = fetchView(new Request('http://a.example/', { headers }));
    expect(view.header('authorization')).toBe('Bearer a, Bearer b');
  });

  it('has the request as its native, unless the framework has one of its own', () => {
    const request = new Request('http://a.example/');
    expect(fetchView(request).native).toBe(request);
    expect(fetchView(request, { native: 'context' }).native).toBe('context');
  });

  it('passes on what the framework throws', () => {
    const thrown = () => new Error('mine');
    const request = new Request('http://a.example/');
    expect([fetchView(request, { thrown }).thrown, fetchView(request).thrown]).toEqual([
      thrown,
      undefined,
    ]);
  });

  it('has the URL that the framework returns for its own request', () => {
    const url = (native: string): string => `/api${native}`;
    const view = fetchView(new Request('https://a.example/page'), { native: '/page', url });
    expect(view.url).toBe('/api/page');
  });
});
