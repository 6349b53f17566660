/**
 * The small world that all subjects are asked about: a document in a project on a site, five ACEs
 * each, and people of six principals. No ACE allows what another denies to the same person, since
 * the peers differ in which of the two wins: all have to give the same answers.
 */
import { ours } from '../lib/suite.mjs';
import { fresh } from '../lib/tokens.mjs';

const { AllPermissions, Allow, Authenticated, Deny, Everyone, user } = ours;

const OF_DOCUMENT = () => [
  [Allow, user(7), ['view', 'edit', 'delete']],
  [Allow, 'group:readers', 'view'],
  [Deny, 'group:interns', 'publish'],
  [Allow, 'group:translators', 'translate'],
  [Allow, user(9), 'edit'],
];
const OF_PROJECT = () => [
  [Allow, 'group:project', ['view', 'comment']],
  [Allow, 'role:editor', ['edit', 'publish']],
  [Allow, 'role:reviewer', 'comment'],
  [Deny, 'group:contractors', 'export'],
  [Allow, 'role:exporter', 'export'],
];
const OF_SITE = () => [
  [Deny, 'group:suspended', ['comment', 'edit', 'publish', 'delete']],
  [Allow, 'role:admin', AllPermissions],
  [Allow, 'role:auditor', 'audit'],
  [Allow, Authenticated, 'search'],
  [Deny, 'role:auditor', 'delete'],
];

/** The ACEs in the order in which they are looked at, for subjects that know no parents. */
export const flat = () => [...OF_DOCUMENT(), ...OF_PROJECT(), ...OF_SITE()];

/** @param {(acl: any[]) => any} turned leaves a list as it is written, or compiles it */
export function documentWith(turned) {
  const project = { acl: turned(OF_PROJECT()), parent: { acl: turned(OF_SITE()) } };
  return { acl: turned(OF_DOCUMENT()), parent: project };
}

/** Just read from a database: its list is new, project and site are the same for all. */
export const freshDocument = ({ parent }) => ({ acl: OF_DOCUMENT(), parent });

const person = (id, named, permission, wanted) => ({
  id,
  named: named.split(' '),
  permission,
  wanted,
});

/** Who asks for what, and the answer; the number of ACEs that are looked at is in the comment. */
export const MIXED = [
  person(7, 'group:project role:author group:sales', 'edit', true), // 1
  person(21, 'group:readers role:visitor group:sales', 'view', true), // 2
  person(22, 'group:interns role:member group:project', 'publish', false), // 3
  person(23, 'group:project role:reviewer group:law', 'comment', true), // 6
  person(24, 'group:project role:editor group:press', 'edit', true), // 7
  person(25, 'group:contractors role:editor group:it', 'export', false), // 9
  person(26, 'group:board role:admin group:it', 'delete', true), // 12
  person(27, 'group:board role:member group:law', 'search', true), // 14
];
/** No ACE matches: all fifteen are looked at. */
export const UNMATCHED = [
  person(31, 'group:board role:member group:law', 'view', false),
  person(32, 'group:sales role:visitor group:press', 'edit', false),
  person(33, 'group:readers role:visitor group:it', 'delete', false),
];

export const principalsOf = ({ id, named }) => [Everyone, Authenticated, user(id), ...named];

/**
 * Requests of 96 people in turn. Principals come out of a token and are new strings in each
 * request, and a server asks about them while they are still in the cache of the processor.
 */
export const requests = (questions) => (count) => {
  const pool = Array.from({ length: Math.min(96, count) }, (_, index) => {
    const asked = questions[index % questions.length];
    return { ...asked, principals: principalsOf(asked).map(fresh) };
  });
  return Array.from({ length: count }, (_, index) => pool[index % pool.length]);
};

/** The least that decides like the library: nothing is checked or explained. It is the limit. */
export function plainWalk(resource, principals, permission) {
  for (let at = resource; at !== undefined; at = at.parent) {
    for (const [action, principal, named] of at.acl) {
      if (!principals.includes(principal)) continue;
      if (named === permission || named === AllPermissions) return action === Allow;
      if (typeof named === 'object' && named.includes(permission)) return action === Allow;
    }
  }
  return false;
}
