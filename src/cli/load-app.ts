import { UsageError } from './command.ts';
import type { KnownFramework } from '../lock/frameworks.ts';
import { FRAMEWORKS, frameworkOf } from '../lock/frameworks.ts';
import type { Exports } from './load-module.ts';
import { importModule } from './load-module.ts';
import { attempt, refuseServers, servers } from './attempt.ts';

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
    refuseServers(file, before);
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
