import { readFileSync } from 'node:fs';
import { compileAcl } from '../authz/ace.ts';
import type { Acl } from '../authz/acl-types.ts';
import { AllPermissions } from '../authz/acl-types.ts';
import { Misuse } from './command.ts';

/** JSON has no symbols: in the file of an ACL, `"*"` alone stands for all permissions. */
export function readAcl(file: string): Acl {
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new Misuse(`${file} cannot be read as JSON`);
  }
  if (!Array.isArray(read)) throw new Misuse(`${file} does not hold a list of ACEs`);
  return compileAcl(
    read.map((ace: unknown) =>
      Array.isArray(ace) && ace[2] === '*' ? [ace[0], ace[1], AllPermissions] : ace,
    ) as unknown as Acl,
  );
}
