import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A connection of a client, and the one to the server behind it. */
interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** What was sent into a black hole never arrives, so the connection stays dead. */
  swallowed: boolean;
}

/**
 * A TCP proxy on loopback that fails as networks do.
 *
 * @example
 * const proxy = await FaultyProxy.start(server.port);
 * const client = new Redis(proxy.port);
 * proxy.swallow();
 */
export class FaultyProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #mode: 'pass' | 'refuse' | 'swallow' = 'pass';
  #delayMs = 0;

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client: Socket) => this.#join(client, target));
  }

  /** Starts a proxy on a free port. It passes everything on until a fault is set. */
  static async start(targetPort: number): Promise<FaultyProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FaultyProxy(server, targetPort);
  }

  /** How many connections clients have now, those in a black hole included. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Passes everything on. A connection that was in a black hole stays dead. */
  pass(): void {
    this.#mode = 'pass';
    this.#delayMs = 0;
  }

  /** Passes everything on, each direction later by a number of milliseconds. */
  delay(milliseconds: number): void {
    this.#mode = 'pass';
    this.#delayMs = milliseconds;
  }

  /** Resets each new connection. Those that exist go on. */
  refuse(): void {
    this.#mode = 'refuse';
  }

  /**
   * Takes what is sent and passes nothing on, also on connections that exist: a network that drops
   * packets. New connections are taken, as a load balancer does.
   */
  swallow(): void {
    this.#mode = 'swallow';
    for (const pair of this.#pairs) pair.swallowed = true;
  }

  /** Resets all connections. */
  kill(): void {
    for (const { client, server } of this.#pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
  }

  /** Ends all connections and stops. */
  async close(): Promise<void> {
    this.kill();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #join(client: Socket, target: number): void {
    client.on('error', () => {});
    if (this.#mode === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const server = connect(target, '127.0.0.1');
    server.on('error', () => {});
    const pair = { client, server, swallowed: this.#mode === 'swallow' };
    this.#pairs.add(pair);
    client.on('close', () => this.#pairs.delete(pair));
    this.#pipe(pair, client, server);
    this.#pipe(pair, server, client);
  }

  #pipe(pair: Pair, from: Socket, to: Socket): void {
    // One after another, so that a shorter delay overtakes nothing.
    let last = Promise.resolve();
    const pass = (run: () => void): void => {
      const at = performance.now() + this.#delayMs;
      last = last.then(async () => {
        await pauseUntil(at);
        if (!pair.swallowed) run();
      });
    };
    from.on('data', (chunk: Buffer) => pass(() => to.write(chunk)));
    from.on('close', () => pass(() => to.destroy()));
  }
}

async function pauseUntil(at: number): Promise<void> {
  const rest = at - performance.now();
  if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
}
