import { once } from 'node:events';
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { initTRPC } from '@trpc/server';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { authenticate, byMeta, required } from '../../../src/adapters/trpc.ts';
import type { TrpcContext, TrpcMeta } from '../../../src/adapters/trpc.ts';
import { login, sliding } from '../../support/security.ts';
import type { SetUp } from '../../support/security.ts';

const t = initTRPC.context<TrpcContext>().meta<TrpcMeta>().create();
const router = t.router({
  who: t.procedure.query(({ ctx }) => ctx.auth.userId),
  mine: t.procedure.use(required()).query(({ ctx }) => ctx.auth.userId),
  login: t.procedure.use(byMeta).mutation(async ({ ctx }) => ctx.auth.remember('alice')),
});

let set: SetUp;
let server: WebSocketServer;
let url: string;
const clients: ReturnType<typeof createWSClient>[] = [];
beforeEach(async () => {
  set = sliding();
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  url = `ws://127.0.0.1:${(server.address() as { port: number }).port}`;
  applyWSSHandler({ wss: server, router, createContext: authenticate(set.security).createContext });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  for (const socket of server.clients) socket.terminate();
  server.close();
});

/** Connects the official client; browsers cannot set headers, this one can. */
function connect(headers: Record<string, string> = {}, token?: string) {
  class Socket extends WebSocket {
    constructor(address: string) {
      super(address, { headers });
    }
  }
  const connectionParams = token === undefined ? {} : { connectionParams: { token } };
  const client = createWSClient({ url, WebSocket: Socket as never, ...connectionParams });
  clients.push(client);
  return createTRPCClient<typeof router>({ links: [wsLink({ client })] });
}
const codeOf = (error: { data?: { code?: string } }) => error.data?.code;

it('knows the user of a WebSocket by the token of connectionParams', async () => {
  const token = await set.security.createToken('alice');
  expect(await connect({}, token).mine.query()).toBe('alice');
  expect(await connect({}, 'a.b.c').mine.query().catch(codeOf)).toBe('UNAUTHORIZED');
  expect(await connect().who.query()).toBe(null);
});

it('knows the user of a WebSocket by the cookie of its handshake, from its own origin', async () => {
  const cookie = await login(set);
  const own = { cookie, 'sec-fetch-site': 'same-origin' };
  expect(await connect(own).mine.query()).toBe('alice');
  const other = { cookie, 'sec-fetch-site': 'cross-site' };
  expect(await connect(other).who.query()).toBe(null);
});

it('takes the token of connectionParams before the cookie of the handshake', async () => {
  const headers = { cookie: await login(set), 'sec-fetch-site': 'same-origin' };
  const token = await set.security.createToken('bob');
  expect(await connect(headers, token).mine.query()).toBe('bob');
  expect(await connect(headers, 'a.b.c').who.query()).toBe(null);
});

it('closes a WebSocket with 4401 when its token expires', async () => {
  const client = connect({}, await set.security.createToken('alice'));
  await client.mine.query();
  const [socket] = server.clients;
  set.wait(61);
  const [code, reason] = (await once(socket as WebSocket, 'close')) as [number, Buffer];
  expect([code, reason.toString()]).toEqual([4401, 'expired']);
});

it('answers an error to a login on a WebSocket, which can set no cookie', async () => {
  const client = connect({ 'sec-fetch-site': 'same-origin' });
  expect(await client.login.mutate().catch(codeOf)).toBe('INTERNAL_SERVER_ERROR');
});
