import { aclFromJson } from '../authz/acl-json.ts';
import type { Acl } from '../authz/acl-types.ts';
import { readTextFile } from '../config/load/text-file.ts';
import { UsageError } from './command.ts';

/** Reads an ACL from a JSON file, in which `"*"` alone stands for all permissions. */
export function readAcl(file: string): Acl {
  const read = parse(file, readText(file));
  if (!Array.isArray(read))
    throw new UsageError(`${file} must hold a list of ACEs: [["Allow", "user:alice", "edit"]].`);
  return aclFromJson(read);
}

function readText(file: string): string {
  const read = readTextFile(file);
  if ('fault' in read) throw new UsageError(`${file} ${read.fault}.`);
  return read.text;
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${file} is not JSON.`);
  }
}
