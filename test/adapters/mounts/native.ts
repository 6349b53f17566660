import type { Mounted } from '../../../src/testing.ts';

type Fetch = (request: Request) => Response | Promise<Response>;

/** What is used of the globals of Bun and Deno. */
interface Runtimes {
  readonly Bun?: {
    serve(options: object): { readonly port: number; stop(closeActive: boolean): unknown };
  };
  readonly Deno?: {
    serve(options: object, fetch: Fetch): { readonly addr: { readonly port: number } };
  };
}

const { Bun: bun, Deno: deno } = globalThis as Runtimes;
const LOCAL = { port: 0, hostname: '127.0.0.1' };

/** Whether the runtime has a server for fetch handlers. */
export const hasNativeServer: boolean = bun !== undefined || deno !== undefined;

/** Serves a fetch handler by the server of the runtime. */
export function serveNative(fetch: Fetch): Mounted {
  if (bun !== undefined) {
    const server = bun.serve({ ...LOCAL, fetch });
    return { port: server.port, close: () => server.stop(true) };
  }
  if (deno === undefined) throw new TypeError('This runtime has no server for fetch handlers.');
  const ending = new AbortController();
  const options = { ...LOCAL, signal: ending.signal, onListen: () => {} };
  const { addr } = deno.serve(options, fetch);
  return { port: addr.port, close: () => ending.abort() };
}
