/**
 * The small world that all subjects are asked about: a document in a project on a site, five ACEs each, and people of six principals.
 * Nobody who is denied something is allowed it by another line, since the peers differ in which of the two wins: all are asked the same and
 * have to answer the same.
 */
import { Buffer } from 'node:buffer';
import { AllPermissions, Allow, Authenticated, checkAcl, Deny, Everyone, user } from '../../dist/acl.js';

export const PERMISSIONS = ['view', 'comment', 'edit', 'publish', 'delete', 'audit', 'search', 'export', 'translate'];

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

/** The lines in the order they are walked, for subjects that know no parents. */
export const flat = () => [...OF_DOCUMENT(), ...OF_PROJECT(), ...OF_SITE()];

const asWritten = (acl) => acl;
/** Permissions as Sets, which is how some would rather write them. */
const inSets = (acl) => acl.map(([action, who, what]) => [action, who, Array.isArray(what) ? new Set(what) : what]);

class Place {
  constructor(id, acl, parent) {
    this.id = id;
    this.acl = acl;
    this.parent = parent;
  }
}

/** The document, with its ACLs as they are written, frozen by `checkAcl`, or with Sets. */
export function documentWith(how) {
  const turned = { written: asWritten, frozen: checkAcl, sets: inSets }[how];
  const site = { acl: turned(OF_SITE()) };
  const project = { name: 'tower', acl: turned(OF_PROJECT()), parent: site };
  return new Place(1, turned(OF_DOCUMENT()), project);
}

/** A document that was just read from a database: its list is as new as the request, project and site are the same for all. */
export function freshDocument(project, id) {
  return new Place(id, OF_DOCUMENT(), project);
}

/** Who asks for what, and the answer all have to give; the number of ACEs that are looked at is in the comment. */
export const MIXED = [
  { id: 7, named: ['group:project', 'role:author', 'group:sales'], permission: 'edit', wanted: true }, // 1
  { id: 21, named: ['group:readers', 'role:guest', 'group:sales'], permission: 'view', wanted: true }, // 2
  { id: 22, named: ['group:interns', 'role:member', 'group:project'], permission: 'publish', wanted: false }, // 3
  { id: 23, named: ['group:project', 'role:reviewer', 'group:law'], permission: 'comment', wanted: true }, // 6
  { id: 24, named: ['group:project', 'role:editor', 'group:press'], permission: 'edit', wanted: true }, // 7
  { id: 25, named: ['group:contractors', 'role:editor', 'group:it'], permission: 'export', wanted: false }, // 9
  { id: 26, named: ['group:board', 'role:admin', 'group:it'], permission: 'delete', wanted: true }, // 12
  { id: 27, named: ['group:board', 'role:member', 'group:law'], permission: 'search', wanted: true }, // 14
];
/** Nothing speaks of them: all fifteen ACEs are looked at. */
export const DENIED = [
  { id: 31, named: ['group:board', 'role:member', 'group:law'], permission: 'view', wanted: false },
  { id: 32, named: ['group:sales', 'role:guest', 'group:press'], permission: 'edit', wanted: false },
  { id: 33, named: ['group:readers', 'role:guest', 'group:it'], permission: 'delete', wanted: false },
];

/**
 * Requests in turn, made of so many persons: principals come out of a token and are new strings for each request, but a server asks
 * about them while they are still in the cache of the processor, and so a hundred are enough.
 */
export function requests(questions, persons = 96) {
  return () => (count) => {
    const pool = Array.from({ length: Math.min(persons, count) }, (_, index) => asking(questions[index % questions.length]));
    return Array.from({ length: count }, (_, index) => pool[index % pool.length]);
  };
}

function asking({ id, named, permission, wanted }) {
  return { id, named, permission, wanted, principals: [Everyone, Authenticated, ...[user(id), ...named].map(fresh)] };
}

/** The same text as a new string. */
export const fresh = (text) => Buffer.from(text, 'latin1').latin1Slice();
