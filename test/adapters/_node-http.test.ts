import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { NodeHandler } from '../../src/adapters/node.ts';
import { authenticate, permit } from '../../src/adapters/node.ts';
import { cookiePolicy, createSecurity, headerPolicy } from '../../src/index.ts';
import { listen } from '../support/http.ts';

const security = createSecurity({
  privateKey: 'x2JkVvPpFz8b3QwqmTnR4yYc7uKd9sLh6gAeZi5oXjMtBrSvNfUaWlHpGkDyCqEx',
  expiration: '15m',
  policies: [headerPolicy(), cookiePolicy({ csrf: false, domains: ['a.example', 'b.example'] })],
});

/** What a handler's way of writing its head leaves of it and of ours, over a real socket. */
async function replyTo(handler: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const server = await listen(
    (request, response) => void authenticate(security)(handler)(request, response),
  );
  try {
    return await server.ask({ path: '/' });
  } finally {
    await server.close();
  }
}
const cookies = (reply: { headers: IncomingMessage['headers'] }) =>
  (reply.headers['set-cookie'] ?? []).map((line) => line.split(/[=;]/)[0]);

describe('the headers of an answer of node:http', () => {
  it('are there with those of the handler, however it writes its head', async () => {
    const ways: ((response: ServerResponse) => unknown)[] = [
      (response) => response.end(),
      (response) => response.writeHead(200).end(),
      (response) => response.writeHead(200, 'Fine').end(),
      (response) => response.writeHead(200, { 'X-Own': '1' }).end(),
      (response) => response.writeHead(200, 'Fine', { 'X-Own': '1' }).end(),
      (response) => response.writeHead(200, ['X-Own', '1']).end(),
      (response) => response.writeHead(200, [['X-Own', '1']] as never).end(),
      (response) => response.setHeader('X-Own', '1').end(),
      (response) => response.setHeader('vary', 'Accept').writeHead(200).end(),
      (response) => response.flushHeaders(),
    ];
    for (const way of ways) {
      const reply = await replyTo((_request, response) => {
        way(response);
        if (!response.writableEnded) response.end();
      });
      expect(reply.headers.vary, String(way)).toBe(
        `${String(way).includes('vary') ? 'Accept, ' : ''}Authorization, Cookie`,
      );
      expect(reply.headers['x-own'], String(way)).toBe(
        String(way).includes('X-Own') ? '1' : undefined,
      );
    }
  });

  it('keep each of several cookies, of ours and of the handler, whatever the case of their names', async () => {
    const reply = await replyTo(async (request, response) => {
      await request.auth.remember('alice');
      response.writeHead(200, ['Set-Cookie', 'a=1', 'set-cookie', 'b=2']).end();
    });
    expect(cookies(reply)).toEqual(['a', 'b', 'Authorization', 'Authorization']);
  });

  it('are not lost when the handler first tries to write what cannot be written', async () => {
    const reply = await replyTo(async (request, response) => {
      await request.auth.remember('alice');
      expect(() => response.writeHead(200, { 'X-Own': 'a\nb' })).toThrow();
      response.writeHead(200).end();
    });
    expect(cookies(reply)).toEqual(['Authorization', 'Authorization']);
  });

  it('are not lost when the handler first tries a status that there is not', async () => {
    const reply = await replyTo((_request, response) => {
      expect(() => response.writeHead(1000)).toThrow();
      response.writeHead(200).end();
    });
    expect(reply.headers.vary).toBe('Authorization, Cookie');
  });

  it('are written once where authenticate is mounted twice, also with another one between that writes headers', async () => {
    const login = authenticate(security)(async (request, response) => {
      await request.auth.remember('alice');
      response.end();
    });
    const between: NodeHandler = (request, response) => {
      const before = response.writeHead.bind(response);
      response.writeHead = ((...given: [number]) => before(...given)) as typeof before;
      return login(request, response);
    };
    for (const twice of [login, between, authenticate(security)(between)]) {
      const reply = await replyTo(twice);
      expect(cookies(reply)).toEqual(['Authorization', 'Authorization']);
      expect(reply.headers.vary).toBe('Authorization, Cookie');
    }
  });
});

describe('a guard of node:http', () => {
  it('refuses at once where nothing has to be waited for, and later otherwise', async () => {
    for (const resource of [undefined, () => ({ acl: [] }), async () => ({ acl: [] })]) {
      const reply = await replyTo(
        permit('read', resource)((_request, response) => response.end('in')),
      );
      expect(reply.status).toBe(401);
    }
  });
});
