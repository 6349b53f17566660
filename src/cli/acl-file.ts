import { readFileSync } from 'node:fs';
import { compileAcl } from '../authz/ace.ts';
import type { Acl } from '../authz/acl-types.ts';
import { AllPermissions } from '../authz/acl-types.ts';
import { UsageError } from './command.ts';

/** Reads an ACL from a JSON file. JSON has no symbols, so `"*"` there is all permissions. */
export function readAcl(file: string): Acl {
  const read = parse(file, readText(file));
  if (!Array.isArray(read))
    throw new UsageError(`${file} must hold a list of ACEs: [["Allow", "user:alice", "edit"]].`);
  return compileAcl(
    read.map((ace: unknown) =>
      Array.isArray(ace) && ace[2] === '*' ? [ace[0], ace[1], AllPermissions] : ace,
    ) as unknown as Acl,
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${file} cannot be read: check its path and its permissions.`);
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${file} is not JSON.`);
  }
}
