import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a module exports, by name. */
export type Exports = Readonly<Record<string, unknown>>;

/** Loads a module of the application. */
export async function importModule(file: string): Promise<Exports> {
  return (await import(pathToFileURL(resolve(file)).href)) as Exports;
}

/** Returns what kind of error it is. Its message may contain anything, so it is not shown. */
export function kindOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  return error instanceof Error ? String(name) : typeof error;
}
