import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';

interface Chat {
  readonly port: number;
  close(): Promise<void>;
}

let chat: Chat;
let origin: string;

beforeAll(async () => {
  const file = '../../examples/chat/server.mjs';
  const { startChat } = (await import(file)) as { startChat: () => Promise<Chat> };
  chat = await startChat();
  origin = `http://127.0.0.1:${chat.port}`;
});
afterAll(() => chat.close());

async function post(path: string, cookie = ''): Promise<string> {
  const response = await fetch(origin + path, { method: 'POST', headers: { origin, cookie } });
  expect(response.status).toBe(200);
  return response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
}

async function enter(cookie: string) {
  const socket = new WebSocket(origin.replace('http', 'ws'), { headers: { cookie, origin } });
  await once(socket, 'open');
  const next = async (): Promise<string> => String((await once(socket, 'message'))[0]);
  return { socket, next };
}

it('lets writers write, shows it to all who are logged in, and closes at the logout', async () => {
  const [alice, bob] = [await post('/login/alice'), await post('/login/bob')];
  const [writer, reader] = [await enter(alice), await enter(bob)];
  const said = Promise.all([writer.next(), reader.next()]);
  writer.socket.send('hello');
  expect(await said).toEqual(['alice: hello', 'alice: hello']);
  const answer = reader.next();
  reader.socket.send('me too');
  expect(await answer).toBe('You may only read.');
  const closed = once(reader.socket, 'close');
  await post('/logout', bob);
  expect((await closed)[0]).toBe(4401);
  expect(writer.socket.readyState).toBe(WebSocket.OPEN);
  writer.socket.terminate();
});

it('lets no other page and no anonymous client in', async () => {
  const cookie = await post('/login/alice');
  for (const headers of [{ cookie, origin: 'https://evil.example' }, { origin }]) {
    const socket = new WebSocket(origin.replace('http', 'ws'), { headers });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toMatch(/Unexpected server response: 40[13]/);
  }
});
