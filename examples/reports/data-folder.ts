import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
import type { RootDatabase } from 'lmdb';

/** Where the example stores its secret, its database and the passwords of its first two users. */
export interface DataFolder {
  readonly secret: string;
  readonly passwords: Readonly<Record<string, string>>;
  readonly database: RootDatabase;
}

/**
 * Opens the folder and fills it on the first run. Only the user of the process may read its files,
 * also if the folder was there before, such as a mounted volume.
 */
export function openDataFolder(path: string): DataFolder {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const secret = kept(join(path, 'secret'), () => randomBytes(64).toString('base64url'));
  const fresh = (): string => randomBytes(12).toString('base64url');
  const passwords: unknown = JSON.parse(
    kept(join(path, 'demo-passwords.json'), () => JSON.stringify({ alice: fresh(), bob: fresh() })),
  );
  // The types of lmdb do not know the mode, so an object that is passed at once would not compile.
  const options = { path: join(path, 'reports.lmdb'), permissionsMode: 0o600 };
  return {
    secret,
    passwords: passwords as Record<string, string>,
    database: open(options),
  };
}

/** Returns the text of a file, which is made on the first run. */
function kept(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8');
}
