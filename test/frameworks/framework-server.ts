import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** A server of a framework in a process of its own. */
export interface FrameworkServer {
  readonly port: number;
  readonly close: () => void;
}

/** How a server is started, where the file alone does not say it. */
export interface StartOptions {
  readonly args?: readonly string[];
  readonly cwd?: string;
}

/**
 * Starts a built server and waits for the line that says its port.
 *
 * @param file - what Node runs
 * @param env - besides `PORT` and `HOST`
 * @throws Error if the process ends before
 */
export function startServer(
  file: string,
  env: Readonly<Record<string, string>>,
  { args = [], cwd }: StartOptions = {},
): Promise<FrameworkServer> {
  const child = spawn(process.execPath, [file, ...args], {
    cwd,
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${file} ended with status ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = Number(/\/\/[^/]*:(\d+)/.exec(line)?.[1]);
      if (port > 0) resolve({ port, close: () => void child.kill() });
      else console.log(line);
    });
  });
}

/** Returns a port of the machine that is free at this time. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
