import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout, with a slash at its end. */
export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));

/** How a program ended: its exit status, and what it printed, errors first. */
export interface Outcome {
  readonly status: number | null;
  readonly text: string;
}

/** Writes the files (path to content) into a new folder, calls `use` with it, then removes it. */
export function withFolder<T>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => T,
): T {
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-gate-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text, { mode: 0o755 });
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs a Node program to its end. `env` is added to the environment; `undefined` removes a name.
 */
export function runNode(args: readonly string[], env: NodeJS.ProcessEnv = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, text: `${stderr}${stdout}` };
}

/** Runs one gate of `tools/` over a folder of the given files. */
export function runGate(gate: string, files: Readonly<Record<string, string>>): Outcome {
  return withFolder(files, (folder) => runNode([join(ROOT, 'tools', `${gate}.mjs`), folder]));
}
