import { createSecurity } from 'pyramidion';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { createChat } from '../../examples/sockets-elsewhere/chat.ts';
import type { Connection } from '../../examples/sockets-elsewhere/connection.ts';
import { SECRET } from '../support/security.ts';

const security = createSecurity({ privateKey: SECRET });
let answer: ReturnType<typeof createChat>;
beforeEach(async () => {
  answer = createChat(SECRET);
  // The store begins with the first request, and knows no token from before.
  await post('/login/bob');
});

async function post(path: string, cookie = ''): Promise<string> {
  const origin = 'http://127.0.0.1:3000';
  const init = { method: 'POST', headers: { origin, host: '127.0.0.1:3000', cookie } };
  const response = (await answer(new Request(origin + path, init), () => undefined)) as Response;
  expect(response.status).toBe(204);
  return response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
}

/** A handshake, and a socket of a runtime without the runtime. */
async function open(
  headers: Readonly<Record<string, string>> = {},
  mayClose: () => boolean = () => true,
) {
  const log: string[] = [];
  let connection: Connection | undefined;
  const asked = new Request('http://127.0.0.1:3000/', {
    headers: { upgrade: 'websocket', host: '127.0.0.1:3000', ...headers },
  });
  const response = await answer(asked, (opened) => {
    connection = opened;
    opened.opened({
      send: (text) => log.push(text),
      close(code, reason) {
        if (!mayClose()) throw new Error('Cannot perform I/O on behalf of a different request.');
        log.push(`${code} ${reason}`);
      },
    });
    return undefined;
  });
  onTestFinished(() => connection?.closed());
  return { status: response?.status, connection: connection as Connection, log };
}
const bearer = async (userId: string) => ({
  Authorization: `Bearer ${await security.createToken(userId)}`,
});
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

it('answers writers, and no other origin with the cookie of one', async () => {
  const cookie = await post('/login/alice');
  const { connection, log } = await open({ cookie, origin: 'http://127.0.0.1:3000' });
  connection.receive('hi');
  await settled();
  expect(log).toEqual(['alice: hi']);
  const refused = await open({ cookie, origin: 'https://evil.example' });
  expect([refused.status, refused.connection]).toEqual([403, undefined]);
  await post('/logout', cookie);
  connection.receive('still here');
  await settled();
  expect(log).toEqual(['alice: hi', '4401 revoked']);
});

it('handles messages in order behind a token, and answers bearer as the protocol', async () => {
  const token = await security.createToken('bob');
  expect((await open({ 'sec-websocket-protocol': `bearer, ${token}` })).connection.protocol).toBe(
    'bearer',
  );
  expect((await open({ 'sec-websocket-protocol': 'chat, bearer' })).status).toBe(401);
  const { connection, log } = await open();
  connection.receive(JSON.stringify({ type: 'auth', token }));
  connection.receive('hi');
  await settled();
  expect(log).toEqual(['{"type":"auth","status":200}', 'You may only read.']);
});

it.each([
  ['a message without a token before it', ['hi', 'hi'], ['4401 no token came first']],
  ['a token that is none', ['{"type":"auth"}', 'hi'], ['4401 refused']],
  ['too many messages at once', Array(65).fill('hi'), ['1008 too many messages']],
])('closes the socket for %s', async (_what, messages, expected) => {
  const { connection, log } = await open();
  for (const message of messages) connection.receive(message);
  await settled();
  expect(log).toEqual(expected);
});

it('closes a socket whose first message does not come', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { log } = await open();
  vi.advanceTimersByTime(9_999);
  expect(log).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(log).toEqual(['4401 no token came first']);
});

it('closes later what a runtime does not let it close now', async () => {
  answer = createChat(SECRET, 200);
  const cookie = await post('/login/alice');
  let isOther = false;
  const { log } = await open({ cookie, origin: 'http://127.0.0.1:3000' }, () => !isOther);
  isOther = true;
  await post('/logout', cookie);
  isOther = false;
  await vi.waitFor(() => expect(log).toEqual(['4401 revoked']));
});

it('opens no socket for a user who is not known', async () => {
  expect((await open(await bearer('eve'))).status).toBe(401);
});
