import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultyProxy } from './faulty-proxy.ts';

let server: Server;
let proxy: FaultyProxy;
const clients: Socket[] = [];

beforeEach(async () => {
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy = await FaultyProxy.start((server.address() as AddressInfo).port);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  server.close();
});

async function client(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  socket.on('error', () => {});
  clients.push(socket);
  await once(socket, 'connect');
  return socket;
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on('error', () => {});
    socket.on('close', () => resolve());
  });
}

/** Returns what comes back within a tenth of a second. */
async function echo(socket: Socket, text: string): Promise<string> {
  let heard = '';
  socket.on('data', (chunk) => (heard += String(chunk)));
  socket.write(text);
  await new Promise((resolve) => setTimeout(resolve, 100));
  return heard;
}

describe('FaultyProxy', () => {
  it('passes on what is sent in both directions', async () => {
    expect(await echo(await client(), 'one')).toBe('one');
  });

  it('passes on what is sent later, and in order', async () => {
    const socket = await client();
    proxy.delay(200);
    expect(await echo(socket, 'a')).toBe('');
    proxy.pass();
    socket.write('b');
    const heard: string[] = [];
    socket.on('data', (chunk) => heard.push(String(chunk)));
    await expect.poll(() => heard.join('')).toBe('ab');
  });

  it('resets new connections while it refuses, and takes them again afterwards', async () => {
    proxy.refuse();
    const socket = connect(proxy.port, '127.0.0.1');
    await closed(socket);
    proxy.pass();
    expect(await echo(await client(), 'again')).toBe('again');
  });

  it('keeps a connection dead that was in a black hole, and passes a new one', async () => {
    const socket = await client();
    proxy.swallow();
    expect(await echo(socket, 'lost')).toBe('');
    proxy.pass();
    expect(await echo(socket, 'lost too')).toBe('');
    expect(socket.destroyed).toBe(false);
    expect(await echo(await client(), 'new')).toBe('new');
  });

  it('resets all connections at once', async () => {
    const socket = await client();
    expect(proxy.connections).toBe(1);
    proxy.kill();
    await closed(socket);
    await expect.poll(() => proxy.connections).toBe(0);
  });
});
