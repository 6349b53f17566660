import { setImmediate } from 'node:timers/promises';
import { ConfigurationError } from '../options/configuration-error.ts';
import { UsageError } from './command.ts';
import { kindOf } from './load-module.ts';

/**
 * Runs what a module of the application does. It waits a moment longer, for what fails after it was
 * begun: to listen on a port in use.
 *
 * @throws UsageError that says what kind of error it was; ConfigurationError as it is
 */
export async function attempt<T>(file: string, run: () => T | Promise<T>): Promise<T> {
  let later: unknown;
  const keep = (error: unknown): void => {
    later ??= error;
  };
  process.on('uncaughtException', keep);
  try {
    const result = await run();
    await setImmediate();
    if (later === undefined) return result;
  } catch (error) {
    later = error;
  } finally {
    process.off('uncaughtException', keep);
  }
  if (ConfigurationError.isConfigurationError(later)) throw later;
  const kind = kindOf(later);
  if (kind === 'ERR_UNKNOWN_FILE_EXTENSION' && /\.m?ts$/.test(file))
    throw new UsageError(
      `${file} is TypeScript, which Node.js ${process.version} cannot load: take 22.18 or later, name the compiled file, or load tsx by NODE_OPTIONS="--import tsx".`,
    );
  if (kind === 'EADDRINUSE') throw listens(file);
  if (kind === 'ERR_MODULE_NOT_FOUND' || kind === 'MODULE_NOT_FOUND')
    throw new UsageError(`${file}, or a module that it imports, was not found.`);
  throw new UsageError(`${file} failed (${kind}): run it with node to see why.`);
}

/** Returns the number of servers that listen in this process. */
export function servers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
}

/** @throws UsageError if more servers listen than before the module was loaded */
export function refuseServers(file: string, before: number): void {
  if (servers() > before) throw listens(file);
}

function listens(file: string): UsageError {
  return new UsageError(
    `${file} listens on a port when it is imported: export the application there, and call listen in another file that imports it.`,
  );
}
