import { setImmediate } from 'node:timers/promises';
import { UsageError } from './command.ts';
import type { KnownFramework } from './frameworks.ts';
import { FRAMEWORKS, frameworkOf } from './frameworks.ts';
import type { Exports } from './load-module.ts';
import { importModule, kindOf } from './load-module.ts';

/** An application, and what it is made with. */
export interface LoadedApp {
  readonly app: unknown;
  readonly framework: KnownFramework;
}

/**
 * Loads the application that a module exports: itself, a promise of it, or a function that makes
 * it.
 *
 * @param name - the export; without it `default` and `app` are tried
 * @throws UsageError if there is none, or if it listens
 */
export async function loadApp(file: string, name: string | undefined): Promise<LoadedApp> {
  const before = servers();
  const exported = await attempt(file, () => importModule(file));
  const names = name === undefined ? ['default', 'app'] : [name];
  for (const one of names) {
    const app = await attempt(file, () => applicationIn(exported, one));
    const framework = frameworkOf(app);
    if (framework === null) continue;
    await attempt(file, () => framework.prepare?.(app));
    if (servers() > before) throw listens(file);
    return { app, framework };
  }
  const all = Object.keys(exported).filter((one) => one !== 'module.exports');
  const exports = all.length === 0 ? 'It exports nothing' : `It exports ${all.join(', ')}`;
  const what =
    name === undefined
      ? 'no application as its default or as app'
      : `no application called ${name}`;
  throw new UsageError(
    `${file} exports ${what}. ${exports}: name the export by --export. It may be an application of ${FRAMEWORKS}, a promise of it, or a function that makes it.`,
  );
}

async function applicationIn(exported: Exports, name: string): Promise<unknown> {
  const value: unknown = await exported[name];
  if (typeof value !== 'function' || frameworkOf(value) !== null) return value;
  return value();
}

/** Waits a moment longer, for what fails after it was begun: to listen on a port in use. */
async function attempt<T>(file: string, run: () => T | Promise<T>): Promise<T> {
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
  const kind = kindOf(later);
  if (kind === 'EADDRINUSE') throw listens(file);
  if (kind === 'ERR_MODULE_NOT_FOUND' || kind === 'MODULE_NOT_FOUND')
    throw new UsageError(`${file}, or a module that it imports, was not found.`);
  throw new UsageError(`${file} failed (${kind}): run it with node to see why.`);
}

/** The number of servers that listen in this process. */
function servers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
}

function listens(file: string): UsageError {
  return new UsageError(
    `${file} listens on a port when it is imported: export the application there, and call listen in another file that imports it.`,
  );
}
