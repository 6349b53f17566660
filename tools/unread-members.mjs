/** Finds the members of classes, interfaces and object types that no code below a folder reads. */
import { isAbsolute, relative, resolve } from 'node:path';
import { API } from 'typescript/unstable/sync';
import { MemberReader } from './member-reader.mjs';

/** @typedef {{ owner: string, name: string, file: string, line: number }} Member */

/**
 * A member is read if some expression gets its value: `a.b`, `a['b']`, a destructuring, a spread or
 * `Object.entries` of the whole object, or `'b' in a`. It is also read if its type can be assigned
 * to another type whose member of this name is read.
 *
 * @param {string} config the path of a tsconfig.json
 * @param {string} folder
 * @param {(member: Member) => boolean} isExcused whether something outside the folder reads an
 *   unread member; then the same member of the types that implement its type counts as read too
 * @returns {{ members: number, unread: Member[] }}
 */
export function unreadMembers(config, folder, isExcused) {
  const api = new API({ cwd: resolve(folder) });
  try {
    const [project] = api.updateSnapshot({ openProject: resolve(config) }).getProjects();
    const names = project.program.getSourceFileNames().filter((name) => isBelow(folder, name));
    const files = names.map((name) => project.program.getSourceFile(name));
    const reader = new MemberReader(project.checker, files);
    const described = (member) => describe(member, folder);
    const alive = reader.members.filter(
      (member) => reader.isRead(member) || isExcused(described(member)),
    );
    const unread = reader.members
      .filter((member) => !alive.includes(member))
      .filter((member) => !alive.some((other) => reader.standsFor(member, other)));
    return { members: reader.members.length, unread: unread.map(described) };
  } finally {
    api.close();
  }
}

function isBelow(folder, name) {
  const path = relative(resolve(folder), name);
  return !path.startsWith('..') && !isAbsolute(path) && !name.endsWith('.d.ts');
}

function describe({ node, name, owner, file }, folder) {
  let named = owner;
  while (named !== undefined && named.name?.text === undefined) named = named.parent;
  const line = file.text.slice(0, node.getStart()).split('\n').length;
  return {
    owner: named?.name.text ?? '',
    name,
    file: relative(resolve(folder), file.fileName),
    line,
  };
}
