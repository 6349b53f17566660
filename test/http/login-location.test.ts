import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { fetchView } from '../../src/http/fetch-view.ts';
import { loginAddress, loginLocation } from '../../src/http/login-location.ts';
import { nodeView } from '../../src/http/node-view.ts';
import { requestView } from '../../src/testing.ts';

const HTML = 'text/html,application/xhtml+xml,*/*;q=0.8';
const locationOf = (
  headers: Record<string, string | string[]>,
  { url = '/reports?page=2', method = 'GET', login = '/login' } = {},
) => loginLocation(requestView({ method, url, headers }), login);

describe('loginLocation', () => {
  it('sends a document to the login page with the address that was asked for', () => {
    expect(locationOf({ 'sec-fetch-dest': 'document' })).toBe(
      '/login?return_to=%2Freports%3Fpage%3D2',
    );
    expect(locationOf({ 'sec-fetch-dest': 'iframe' }, { login: '/login?lang=en' })).toBe(
      '/login?lang=en&return_to=%2Freports%3Fpage%3D2',
    );
  });

  it('sends a request of a router in the browser there, whatever it says that it fetches', () => {
    const request = new Request('https://app.example/page.data?a=1', {
      headers: { accept: '*/*', 'sec-fetch-dest': 'empty' },
    });
    const url = () => '/page?a=1';
    const view = (document: boolean) => fetchView(request, { url, document: () => document });
    expect(loginLocation(view(true), '/login')).toBe('/login?return_to=%2Fpage%3Fa%3D1');
    expect(loginLocation(view(false), '/login')).toBeNull();
    const incoming = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url: '/a' });
    expect(loginLocation(nodeView(incoming, { document: () => true }), '/login')).toBe(
      '/login?return_to=%2Fa',
    );
  });

  it('believes Accept only if the browser does not say what it fetches', () => {
    expect(locationOf({ accept: HTML })).not.toBeNull();
    expect(locationOf({ accept: HTML, 'sec-fetch-dest': 'empty' })).toBeNull();
    expect(locationOf({ accept: HTML, 'sec-fetch-dest': 'image' })).toBeNull();
    expect(locationOf({ accept: HTML, 'sec-fetch-dest': ['document', 'empty'] })).toBeNull();
  });

  it.each([{}, { accept: '*/*' }, { accept: 'application/json' }, { accept: 'text/htmlx' }])(
    'sends no program anywhere: %j',
    (headers) => expect(locationOf(headers)).toBeNull(),
  );

  it('leaves the address out for a form, which cannot be posted again', () => {
    expect(locationOf({ 'sec-fetch-dest': 'document' }, { method: 'POST' })).toBe('/login');
  });

  it.each(['//evil.example/', '/\\evil.example', 'https://evil.example/'])(
    'leaves out an address that may lead elsewhere: %s',
    (url) => expect(locationOf({ 'sec-fetch-dest': 'document' }, { url })).toBe('/login'),
  );

  it('sends the login page itself nowhere', () => {
    expect(locationOf({ 'sec-fetch-dest': 'document' }, { url: '/login?return_to=x' })).toBeNull();
  });
});

describe('loginAddress', () => {
  it('is the same for a page that a script fetches, except for the login page itself', () => {
    const addressOf = (url: string): string | null => loginAddress(requestView({ url }), '/login');
    expect(addressOf('/reports?page=2')).toBe('/login?return_to=%2Freports%3Fpage%3D2');
    expect(addressOf('')).toBe('/login');
    expect(addressOf('//evil.example')).toBe('/login');
    expect(addressOf('/login?failed=1')).toBeNull();
  });
});
