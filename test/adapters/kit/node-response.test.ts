import { once } from 'node:events';
import { Agent, get, request as send } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { authenticate, authOf, permit } from '../../../src/adapters/node.ts';
import type { NodeHandler } from '../../../src/adapters/node.ts';
import { Allow, cookiePolicy, Everyone, headerPolicy } from '../../../src/index.ts';
import type { Mounted } from '../../../src/testing.ts';
import { httpClient } from '../../../src/testing.ts';
import type { Reply } from '../../../src/testing.ts';
import { setUp } from '../../support/security.ts';
import { serveNode } from '../mounts/node.ts';

const { security } = setUp({
  policies: [headerPolicy(), cookiePolicy({ csrf: false, domains: ['a.example', 'b.example'] })],
});

const servers: Mounted[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(handler: NodeHandler): Promise<Mounted> {
  const server = await serveNode(authenticate(security)(handler));
  servers.push(server);
  return server;
}

/** Asks once, and returns what the way in which a handler writes its head leaves of all headers. */
async function replyTo(handler: NodeHandler): Promise<Reply> {
  const { port } = await serve(handler);
  return httpClient(port)({ method: 'GET', path: '/', headers: [], body: null });
}

function valuesOf({ headers }: Reply, name: string): string[] {
  return headers.flatMap(([field, value]) => (field.toLowerCase() === name ? [value] : []));
}

const cookiesOf = (reply: Reply): (string | undefined)[] =>
  valuesOf(reply, 'set-cookie').map((cookie) => cookie.split('=')[0]);

describe('writeToNode', () => {
  it.each<[string, (response: ServerResponse) => unknown, string[]]>([
    ['end', (response) => response.end(), []],
    ['writeHead with a status', (response) => response.writeHead(200).end(), []],
    ['writeHead with a message', (response) => response.writeHead(200, 'Fine').end(), []],
    [
      'writeHead with an object',
      (response) => response.writeHead(200, { 'X-Own': '1' }).end(),
      ['1'],
    ],
    [
      'writeHead with a message and an object',
      (response) => response.writeHead(200, 'Fine', { 'X-Own': '1' }).end(),
      ['1'],
    ],
    [
      'writeHead with a flat list',
      (response) => response.writeHead(200, ['X-Own', '1']).end(),
      ['1'],
    ],
    [
      'writeHead with a list of pairs',
      (response) => response.writeHead(200, [['X-Own', '1']] as never).end(),
      ['1'],
    ],
    [
      'writeHead with an object before an undefined argument, as wrappers pass it on',
      (response) => response.writeHead(200, { 'X-Own': '1' } as never, undefined).end(),
      ['1'],
    ],
    [
      'writeHead with a message that is undefined',
      (response) => response.writeHead(200, undefined, { 'X-Own': '1' }).end(),
      ['1'],
    ],
    ['setHeader', (response) => response.setHeader('X-Own', '1').end(), ['1']],
    ['write', (response) => (response.write('a'), response.end()), []],
    ['flushHeaders', (response) => (response.flushHeaders(), response.end()), []],
  ])('adds our headers to a head that is written by %s', async (_way, write, own) => {
    const reply = await replyTo((_request, response) => void write(response));
    expect([valuesOf(reply, 'vary'), valuesOf(reply, 'x-own')]).toEqual([
      ['Authorization, Cookie'],
      own,
    ]);
  });

  it('keeps the message of a status beside our one header', async () => {
    const { port } = await serve(
      (_request, response) => void response.writeHead(200, 'Fine').end(),
    );
    const [reply] = (await once(get({ port, host: '127.0.0.1' }), 'response')) as [IncomingMessage];
    reply.resume();
    expect(reply.statusMessage).toBe('Fine');
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ['joins it with the Vary of the object', { VARY: 'Accept' }, ['Accept, Authorization, Cookie']],
    ['leaves out a member that is undefined', { 'X-Own': undefined }, ['Authorization, Cookie']],
    ['keeps a list of values', { Link: ['</a>', '</b>'] }, ['Authorization, Cookie']],
  ])('writes our one header beside an object of headers: %s', async (_what, given, vary) => {
    const reply = await replyTo((_request, response) => {
      response.writeHead(200, given as never).end();
    });
    expect(valuesOf(reply, 'vary')).toEqual(vary);
    expect(reply.status).toBe(200);
    expect(valuesOf(reply, 'link')).toEqual(given['Link'] ?? []);
    expect(valuesOf(reply, 'x-own')).toEqual([]);
  });

  it('keeps a Vary if the handler first tries a header that is not allowed', async () => {
    const reply = await replyTo((_request, response) => {
      expect(() => response.writeHead(200, { 'X-Own': 'a\nb' })).toThrow(TypeError);
      response.writeHead(200, { 'X-Own': 'a' }).end();
    });
    expect(valuesOf(reply, 'vary')).toEqual(['Authorization, Cookie']);
    expect(valuesOf(reply, 'x-own')).toEqual(['a']);
  });

  it('keeps each of several cookies, whatever the case of their names', async () => {
    const reply = await replyTo(async (request, response) => {
      await request.auth.remember('alice');
      response.writeHead(200, ['Set-Cookie', 'a=1', 'set-cookie', 'b=2']).end();
    });
    expect(cookiesOf(reply)).toEqual(['a', 'b', 'Authorization', 'Authorization']);
  });

  it.each<[string, (response: ServerResponse) => unknown]>([
    ['a header that is not allowed', (response) => response.writeHead(200, { 'X-Own': 'a\nb' })],
    ['a status that does not exist', (response) => response.writeHead(1000)],
    [
      'a status message that is not allowed',
      (response) => {
        response.statusMessage = 'a\nb';
        return response.writeHead(200);
      },
    ],
  ])('keeps our headers if the handler first tries %s', async (_what, attempt) => {
    const reply = await replyTo(async (request, response) => {
      await request.auth.remember('alice');
      expect(() => attempt(response)).toThrow();
      response.statusMessage = '';
      response.writeHead(200).end();
    });
    expect(cookiesOf(reply)).toEqual(['Authorization', 'Authorization']);
    expect(valuesOf(reply, 'vary')).toEqual(['Authorization, Cookie']);
  });

  it('keeps a Vary if the handler first tries a status message that is not allowed', async () => {
    const reply = await replyTo((_request, response) => {
      response.statusMessage = 'a\nb';
      expect(() => response.writeHead(200)).toThrow();
      response.statusMessage = '';
      response.writeHead(200).end();
    });
    expect(valuesOf(reply, 'vary')).toEqual(['Authorization, Cookie']);
  });

  it('adds nothing to an informational response', async () => {
    const { port } = await serve((_request, response) => {
      response.writeContinue();
      response.end();
    });
    const socket = connect(port, '127.0.0.1');
    socket.end('GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n');
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text.split('\r\n\r\n')[0]).toBe('HTTP/1.1 100 Continue');
    expect(text.match(/vary/gi)).toHaveLength(1);
  });

  it('writes the headers once if another library wraps writeHead between two mounts', async () => {
    const login: NodeHandler = async (request, response) => {
      await request.auth.remember('alice');
      response.end();
    };
    const between: NodeHandler = (request, response) => {
      const before = response.writeHead.bind(response);
      response.writeHead = ((...given: [number]) => before(...given)) as typeof before;
      return authenticate(security)(login)(request, response);
    };
    const reply = await replyTo(between);
    expect(cookiesOf(reply)).toEqual(['Authorization', 'Authorization']);
    expect(valuesOf(reply, 'vary')).toEqual(['Authorization, Cookie']);
  });

  it('clears the cookie beside headers that stand before an undefined argument', async () => {
    const reply = await replyTo(async (request, response) => {
      await request.auth.forget();
      response.writeHead(200, { 'Set-Cookie': 'app=1' } as never, undefined).end();
    });
    expect(cookiesOf(reply)).toEqual(['app', 'Authorization', 'Authorization', 'Authorization']);
  });

  it.each([1, 2])(
    'keeps a logout before another authenticate renews the session, %i',
    async (n) => {
      let now = 1_700_000_000_000;
      const make = () =>
        setUp({ clock: () => now, policies: [cookiePolicy({ csrf: false, reissueTime: 10 })] })
          .security;
      const first = make();
      const second = n === 1 ? first : make();
      const server = await serveNode(
        authenticate(first)(async (request, response) => {
          if (request.url === '/login') await request.auth.remember('alice');
          if (request.url === '/logout') await request.auth.forget();
          return authenticate(second)((_request, inner) => inner.end())(request, response);
        }),
      );
      servers.push(server);
      const ask = (path: string, cookie = '') =>
        httpClient(server.port)({ method: 'GET', path, headers: [['Cookie', cookie]], body: null });
      const cookie = valuesOf(await ask('/login'), 'set-cookie')[0]?.split(';')[0] as string;
      now += 20_000;
      expect(valuesOf(await ask('/', cookie), 'set-cookie')).toHaveLength(1);
      expect(valuesOf(await ask('/logout', cookie), 'set-cookie')).toEqual([
        expect.stringContaining('Max-Age=0'),
      ]);
    },
  );

  it.each(['remember', 'forget'] as const)(
    'lets %s throw after the head of a response that was left alone',
    async (method) => {
      const quiet = setUp({ policies: [headerPolicy({ vary: false }), cookiePolicy()] }).security;
      let thrown: unknown;
      const server = await serveNode(
        authenticate(quiet)(async (request, response) => {
          response.write('a');
          try {
            await request.auth[method]('alice');
          } catch (error) {
            thrown = error;
          }
          response.end();
        }),
      );
      servers.push(server);
      const Authorization = `Bearer ${await quiet.createToken('alice')}`;
      const headers: [string, string][] = [['Authorization', Authorization]];
      await httpClient(server.port)({ method: 'GET', path: '/', headers, body: null });
      expect(String(thrown)).toContain('after the response headers were written');
    },
  );

  it('writes the headers of two securities', async () => {
    const other = setUp({ policies: [headerPolicy({ httpHeader: 'X-Token' })] }).security;
    const reply = await replyTo((request, response) =>
      authenticate(other)((_request, inner) => inner.end())(request, response),
    );
    expect(valuesOf(reply, 'vary')).toEqual(['Authorization, Cookie, X-Token']);
  });

  it('leaves a response alone that needs no header of ours', async () => {
    const quiet = setUp({ policies: [headerPolicy({ vary: false })] }).security;
    let isOwn: boolean | undefined;
    const server = await serveNode(
      authenticate(quiet)((_request, response) => {
        isOwn = Object.hasOwn(response, 'writeHead');
        response.end();
      }),
    );
    servers.push(server);
    await httpClient(server.port)({ method: 'GET', path: '/', headers: [], body: null });
    expect(isOwn).toBe(false);
  });
});

describe('refuseNode', () => {
  it('keeps the connection for the next request', async () => {
    const { port } = await serve(
      permit('read', { acl: [] })((_request, response) => void response.end()),
    );
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (): Promise<(number | undefined)[]> =>
      new Promise((resolve, reject) => {
        const sent = send({ port, host: '127.0.0.1', agent }, (reply: IncomingMessage) => {
          const { localPort } = reply.socket;
          reply.resume().on('end', () => resolve([reply.statusCode, localPort]));
        });
        sent.on('error', reject).end();
      });
    const [first, second] = [await ask(), await ask()];
    agent.destroy();
    expect(first[0]).toBe(401);
    expect(second).toEqual(first);
  });

  it('leaves a response that is complete as it is', async () => {
    const reply = await replyTo((request, response) => {
      response.end('done');
      authOf(request).require('admin');
    });
    expect([reply.status, reply.body, reply.complete]).toEqual([200, 'done', true]);
  });

  it('keeps the headers of the application that do not describe its body', async () => {
    const reply = await replyTo((request, response) => {
      response.setHeader('X-Own', '1');
      response.setHeader('Transfer-Encoding', 'chunked');
      authOf(request).require('admin');
    });
    expect([reply.status, valuesOf(reply, 'x-own')]).toEqual([401, ['1']]);
    expect(valuesOf(reply, 'transfer-encoding')).toEqual([]);
    expect(JSON.parse(reply.body)).toMatchObject({ status: 401 });
  });

  it.each([
    ['Accept-Ranges', 'bytes'],
    ['Content-Disposition', 'attachment'],
    ['Content-Encoding', 'gzip'],
    ['Content-Language', 'de'],
    ['Content-Location', '/reports/7'],
    ['Content-Range', 'bytes 0-1/2'],
    ['ETag', '"1"'],
    ['Last-Modified', 'Sat, 28 Nov 2026 06:00:00 GMT'],
    ['Trailer', 'X-Sum'],
    ['Transfer-Encoding', 'chunked'],
  ])('takes %s off, which describes another body (RFC 9110 §8)', async (name, value) => {
    const reply = await replyTo((request, response) => {
      response.setHeader(name, value);
      authOf(request).require('admin');
    });
    expect([reply.status, valuesOf(reply, name.toLowerCase())]).toEqual([401, []]);
    expect(JSON.parse(reply.body)).toMatchObject({ status: 401 });
  });

  it('sends the body of a refusal in bytes', async () => {
    const page = { acl: [[Allow, Everyone, 'read'] as const] };
    const reply = await replyTo(permit('edit', page)((_request, response) => void response.end()));
    expect(valuesOf(reply, 'content-length')).toEqual([String(Buffer.byteLength(reply.body))]);
  });
});
