/**
 * Every member of a class, an interface or an object type in `src/` is read there, or is meant for
 * the application. Usage: node tools/check-members.mjs [root]
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unreadMembers } from './unread-members.mjs';
import { verdict } from './verdict.mjs';

const root = process.argv[2] ?? '.';
/** `Owner` or `Owner.member` to the reason why `src/` need not read it. */
const list = join(root, 'tools', 'read-outside.json');
const excused = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : {};

const used = new Set();
const isExcused = ({ owner, name }) => {
  const key = [owner, `${owner}.${name}`].find((one) => one in excused);
  if (key !== undefined) used.add(key);
  return key !== undefined;
};
const { members, unread } = unreadMembers(
  join(root, 'tsconfig.json'),
  join(root, 'src'),
  isExcused,
);
const faults = unread.map(
  ({ owner, name, file, line }) =>
    `src/${file}:${line} nothing reads ${owner}.${name}: delete it, or say in tools/read-outside.json who does`,
);
for (const key of Object.keys(excused))
  if (!used.has(key)) faults.push(`tools/read-outside.json: ${key} excuses nothing: delete it`);
verdict('check-members', { members }, faults);
