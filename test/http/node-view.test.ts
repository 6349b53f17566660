import type { IncomingMessage } from 'node:http';
import { connect, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { nodeView } from '../../src/http/node-view.ts';
import type { RequestView } from '../../src/http/request-view.ts';
import { listen } from '../support/http.ts';

type Fields = Readonly<Record<string, string | string[]>>;

/** Returns what `read` finds in the view of a request that a real server received. */
async function viewed<T>(
  headers: Fields,
  read: (view: RequestView) => T,
  before: (request: IncomingMessage) => void = () => undefined,
): Promise<T> {
  const found: T[] = [];
  const server = await listen((request, response) => {
    before(request);
    found.push(read(nodeView(request)));
    response.end();
  });
  await server.ask({ path: '/a?b=c', method: 'POST', headers });
  await server.close();
  return found[0] as T;
}

/** A request as an emulation of node:http makes it. */
const emulated = (request: object) => nodeView({ headers: {}, ...request } as never);

describe('the header of a node:http request', () => {
  it('is the value that was sent', async () => {
    const found = await viewed({ 'X-Token': 'a' }, (view) => view.header('x-token'));
    expect(found).toBe('a');
  });

  it.each(['authorization', 'x-token'])('is undefined if %s is absent', async (name) => {
    expect(await viewed({}, (view) => view.header(name))).toBeUndefined();
  });

  it('is a list if Authorization was repeated, of which Node keeps the first', async () => {
    const headers = { Authorization: ['Bearer a', 'Bearer b'] };
    expect(await viewed(headers, (view) => view.header('authorization'))).toEqual([
      'Bearer a',
      'Bearer b',
    ]);
  });

  it('is a list if Authorization was repeated with one value', async () => {
    const headers = { Authorization: ['Bearer a', 'Bearer a', 'Bearer a'] };
    expect(await viewed(headers, (view) => view.header('authorization'))).toHaveLength(3);
  });

  it('is the value if another field has a name that is as long and begins alike', async () => {
    const headers = { Authorization: 'Bearer a', AUTHORIZATIOM: 'Bearer b' };
    const found = await viewed(headers, (view) => view.header('authorization'));
    expect(found).toBe('Bearer a');
  });

  it('is a list if names of different case repeat one field', async () => {
    const headers = { Authorization: 'Bearer a', AUTHORIZATION: 'Bearer b' };
    expect(await viewed(headers, (view) => view.header('authorization'))).toEqual([
      'Bearer a',
      'Bearer b',
    ]);
  });

  it.each(['Cookie', 'X-Token'])('is a list if %s was repeated, which Node joins', async (name) => {
    const found = await viewed({ [name]: ['a', 'b'] }, (view) => view.header(name.toLowerCase()));
    expect(found).toEqual(['a', 'b']);
  });

  it('is undefined if middleware removed it, although the raw list still has it', async () => {
    const headers = { Authorization: 'Bearer a' };
    const found = await viewed(
      headers,
      (view) => view.header('authorization'),
      (request) => void delete request.headers.authorization,
    );
    expect(found).toBeUndefined();
  });

  it('is undefined if middleware removed a repeated one', async () => {
    const headers = { Authorization: ['Bearer a', 'Bearer b'] };
    const found = await viewed(
      headers,
      (view) => view.header('authorization'),
      (request) => void delete request.headers.authorization,
    );
    expect(found).toBeUndefined();
  });

  it('is what middleware wrote, such as a token moved from the query', async () => {
    const found = await viewed(
      {},
      (view) => view.header('authorization'),
      (request) => void (request.headers.authorization = 'Bearer moved'),
    );
    expect(found).toBe('Bearer moved');
  });

  it('is what middleware wrote over repeated ones', async () => {
    const headers = { Authorization: ['Bearer a', 'Bearer b'] };
    const found = await viewed(
      headers,
      (view) => view.header('authorization'),
      (request) => void (request.headers.authorization = 'Bearer mine'),
    );
    expect(found).toBe('Bearer mine');
  });

  it.each(['_token', '^t', '~t', '1a', 'x'])(
    'is found in the raw list under the name %s, whose first character is no letter or alone',
    async (name) => {
      const found = await viewed({ [name]: ['a', 'b'] }, (view) => view.header(name));
      expect(found).toEqual(['a', 'b']);
    },
  );

  it('is not mixed up with one of the same length and first letter', async () => {
    const headers = { 'x-token': 'a', 'x-taken': 'b' };
    expect(await viewed(headers, (view) => view.header('x-token'))).toBe('a');
  });

  it.each(['__proto__', 'constructor', 'tostring', 'hasownproperty'])(
    'is undefined for %s, which objects inherit',
    async (name) => {
      expect(await viewed({}, (view) => view.header(name))).toBeUndefined();
    },
  );
});

describe('the header of an emulated request', () => {
  it.each([
    ['an empty raw list (serverless-http)', { rawHeaders: [] }],
    ['no raw list (node-mocks-http, older mocks)', {}],
    ['a raw list of other fields', { rawHeaders: ['Host', 'a.example'] }],
  ])('is read from headers with %s', (_, raw) => {
    const view = emulated({ headers: { authorization: 'Bearer a' }, ...raw });
    expect(view.header('authorization')).toBe('Bearer a');
  });

  it('is a list if the emulation made one of repeated fields', () => {
    const view = emulated({ headers: { authorization: ['Bearer a', 'Bearer b'] } });
    expect(view.header('authorization')).toEqual(['Bearer a', 'Bearer b']);
  });

  it('is undefined if only the raw list has it', () => {
    const view = emulated({ rawHeaders: ['Authorization', 'Bearer a'] });
    expect(view.header('authorization')).toBeUndefined();
  });
});

describe('an HTTP/2 request', () => {
  it('has :authority in place of Host (RFC 9113 §8.3.1), and its other headers', async () => {
    const found: unknown[] = [];
    const server = createServer((request, response) => {
      const view = nodeView(request);
      found.push(view.header('host'), view.header('authorization'), view.method, view.url);
      response.end();
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const authority = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = connect(`http://${authority}`);
    const stream = client.request({ ':path': '/a?b=c', authorization: 'Bearer a' });
    await new Promise((resolve) => stream.on('close', resolve).resume());
    client.close();
    await new Promise((resolve) => void server.close(resolve));
    expect(found).toEqual([authority, 'Bearer a', 'GET', '/a?b=c']);
  });

  it('keeps a Host field that stands beside :authority', () => {
    const view = emulated({ headers: { host: 'a.example', ':authority': 'b.example' } });
    expect(view.header('host')).toBe('a.example');
  });

  it('has no Host if it has neither', () => {
    expect(emulated({}).header('host')).toBeUndefined();
  });
});

describe('the rest of a node:http view', () => {
  it('is the method and the URL that were sent', async () => {
    expect(await viewed({}, ({ method, url }) => [method, url])).toEqual(['POST', '/a?b=c']);
  });

  it('takes the whole URL where Express cut off the path of a mounted router', () => {
    expect(emulated({ originalUrl: '/api/a?b=c', url: '/a?b=c' }).url).toBe('/api/a?b=c');
  });

  it('is GET / for an emulated request that has neither method nor URL', () => {
    expect(emulated({})).toMatchObject({ method: 'GET', url: '/' });
  });

  it.each([
    ['a TLS socket', { encrypted: true }, true],
    ['a plain socket', {}, false],
    ['no socket', undefined, false],
  ])('counts as encrypted with %s: %j', (_, socket, secure) => {
    expect(emulated({ socket }).secure).toBe(secure);
  });

  it('asks the option secure instead of the socket, with the request of the framework', () => {
    const native = { proxied: 'https' };
    const secure = ({ proxied }: { proxied: string }) => proxied === 'https';
    expect(nodeView({ headers: {} } as never, { native, secure }).secure).toBe(true);
  });

  it('has the URL that the framework returns for its own request', () => {
    const url = (native: string): string => `/api${native}`;
    expect(nodeView({ headers: {}, url: '/page' } as never, { native: '/page', url }).url).toBe(
      '/api/page',
    );
  });

  it('has the request as its native, unless the framework has one of its own', () => {
    const request = { headers: {} } as never;
    expect(nodeView(request).native).toBe(request);
    expect(nodeView(request, { native: 'context' }).native).toBe('context');
  });

  it('passes on what the framework throws', () => {
    const thrown = () => new Error('mine');
    expect(nodeView({ headers: {} } as never, { thrown }).thrown).toBe(thrown);
    expect(emulated({}).thrown).toBeUndefined();
  });
});
