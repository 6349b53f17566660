import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { TestIssuer } from '../../src/testing.ts';
import { testIssuer } from '../../src/testing.ts';
import { needs, redisServer } from '../support/needs.ts';
import { PATIENT, print } from '../support/repetitions.ts';
import type { SharedStore } from '../support/worker-stores.ts';
import { STORES } from '../support/worker-stores.ts';
import type { Worker } from '../support/workers.ts';
import { endWorkers, startWorkers } from '../support/workers.ts';

const FORM = 'application/x-www-form-urlencoded';
const EVENT = 'application/secevent+jwt';
const LOGOUT = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const REVOKED = { 'https://schemas.openid.net/secevent/caep/event-type/session-revoked': {} };
const PATIENCE = 5000;

interface Answer {
  readonly status: number;
  readonly at: number;
}

needs(redisServer())('three processes on Redis', () => {
  let server: Server;
  let provider: TestIssuer;
  let shared: SharedStore;
  let workers: Worker[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => provider.listener(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    provider = await testIssuer({ issuer: `http://127.0.0.1:${port}/realms/shop` });
    const redis = STORES.find(({ name }) => name === 'Redis');
    shared = (await redis?.open()) as SharedStore;
    const { revocation } = PATIENT;
    workers = await startWorkers(3, { ...shared.settings, provider: provider.issuer, revocation });
  });
  afterAll(async () => {
    await endWorkers(workers);
    await shared.end();
    server.close();
  });

  /** Logs in on the first process, and lets the second take a message while all others ask. */
  async function endWhileAsked(sid: string, contentType: string, body: string): Promise<number> {
    const [first, receiver, third] = workers as [Worker, Worker, Worker];
    const providerSession = { issuer: 'provider', sid, sub: `user of ${sid}` };
    const cookie = await first.call<string>('login', 'alice', { providerSession });
    expect(await receiver.call('ask', cookie)).toBe('alice');
    const readers = [first, third];
    const watches = readers.map((reader) =>
      reader.call<{ at: number | null; answer: string }>('watch', cookie, PATIENCE),
    );
    // Calls are answered in order, so that all have asked once.
    await Promise.all(readers.map((reader) => reader.call('now')));
    const { status, at } = await receiver.call<Answer>('endByProvider', contentType, body);
    expect(status).toBe(contentType === FORM ? 200 : 202);
    expect(await receiver.call('ask', cookie)).toBe('token_revoked');
    const seen = await Promise.all(watches);
    expect(seen.map(({ answer }) => answer)).toEqual(['token_revoked', 'token_revoked']);
    return Math.max(...seen.map((one) => (one.at as number) - at));
  }

  it('refuse a session that ended at the provider, on each of them', async () => {
    const delays: number[] = [];
    for (let round = 0; round < 5; round++) {
      const [bySid, byUser, byEvent] = ['sid', 'user', 'event'].map(
        (name) => `${name}${round}`,
      ) as [string, string, string];
      const token = await provider.token({ aud: 'web', sid: bySid, events: LOGOUT });
      delays.push(await endWhileAsked(bySid, FORM, `logout_token=${token}`));
      const sub = `user of ${byUser}`;
      const ofUser = await provider.token({ aud: 'web', sub, events: LOGOUT });
      delays.push(await endWhileAsked(byUser, FORM, `logout_token=${ofUser}`));
      const subject = { format: 'opaque', id: byEvent };
      const claims = { aud: 'web', exp: undefined, sub_id: subject, events: REVOKED };
      const event = await provider.token(claims, { typ: 'secevent+jwt' });
      delays.push(await endWhileAsked(byEvent, EVENT, event));
    }
    print('logout at the provider, ms', { times: delays.length, max: Math.max(...delays) });
  });

  /** Opens a socket; returns when it was closed, by the clock of the workers, and why. */
  async function openSocket(port: number, cookie: string) {
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { headers });
    const closed = once(socket, 'close').then(([code, reason]: unknown[]) => ({
      at: Number(process.hrtime.bigint()) / 1e6,
      why: `${String(code)} ${String(reason)}`,
    }));
    await once(socket, 'open');
    return { socket, closed };
  }

  it('close the sockets of a session that ended at the provider, and no other', async () => {
    const [first, receiver] = workers as [Worker, Worker];
    const ports = await Promise.all(workers.map((worker) => worker.call<number>('serveSockets')));
    const openAll = async (sid: string) => {
      const providerSession = { issuer: 'provider', sid, sub: `socket ${sid}` };
      const cookie = await first.call<string>('login', 'alice', { providerSession });
      return Promise.all(ports.map((port) => openSocket(port, cookie)));
    };
    const bystanders = await openAll('bystander');
    const delays: number[] = [];
    for (let round = 0; round < 5; round++) {
      const sid = `socket${round}`;
      const opened = await openAll(sid);
      const token = await provider.token({ aud: 'web', sid, events: LOGOUT });
      const body = `logout_token=${token}`;
      const { status, at } = await receiver.call<Answer>('endByProvider', FORM, body);
      expect(status).toBe(200);
      const closed = await Promise.all(opened.map((one) => one.closed));
      expect(closed.map(({ why }) => why)).toEqual(Array(3).fill('4401 revoked'));
      delays.push(...closed.map((one) => one.at - at));
    }
    // The promise of the guide; what it takes is some milliseconds.
    expect(Math.max(...delays)).toBeLessThan(1000);
    print('sockets closed after a logout at the provider, ms', {
      times: delays.length,
      max: Math.max(...delays),
    });
    for (const { socket } of bystanders) {
      expect(socket.readyState).toBe(WebSocket.OPEN);
      socket.terminate();
    }
  });

  it('take a message once, whichever of them gets it again', async () => {
    const [first, second, third] = workers as [Worker, Worker, Worker];
    const token = await provider.token({ aud: 'web', sub: 'again', events: LOGOUT });
    const message = [FORM, `logout_token=${token}`] as const;
    await first.call('endByProvider', ...message);
    const providerSession = { issuer: 'provider', sub: 'again' };
    const cookie = await second.call<string>('login', 'alice', { providerSession });
    const { status } = await third.call<Answer>('endByProvider', ...message);
    expect(status).toBe(200);
    for (const worker of workers) expect(await worker.call('ask', cookie)).toBe('alice');
  });
});
