import { aceError } from './ace.ts';
import { aclError } from './acl-error.ts';
import type { AclIndex } from './acl-index.ts';
import type { Ace, Acl, Resource } from './acl-types.ts';
import { Deny, DenyAll, Everyone } from './acl-types.ts';
import { label } from './label.ts';

/**
 * The lists whose ACEs were all checked: those of `compileAcl` with their index, others with the
 * length that they had.
 */
const checkedAcls: WeakMap<Acl, AclIndex | number> = new WeakMap();

/**
 * How many ACEs are checked for each list that is remembered: entering a list costs as much as
 * several decisions, and most short lists are made for one request. A long list is entered at once.
 */
const ACES_PER_ENTRY = 1_024;

/** The `DenyAll` of another copy of this package, if an ACL has one. */
let otherDenyAll: unknown = DenyAll;

/**
 * Whether an ACE is `DenyAll`, compared by identity: V8 reads all arrays several times more slowly
 * where it has read one frozen array (decisions/004).
 */
export function isDenyAll(ace: unknown): boolean {
  return ace === DenyAll || ace === otherDenyAll;
}

/** Keeps the index of a list that never changes. */
export function rememberIndex(acl: Acl, index: AclIndex): void {
  checkedAcls.set(acl, index);
}

/**
 * Returns the index of a list of `compileAcl`, or null once all ACEs of another list were checked.
 *
 * A list that stays is checked until it is remembered, and again when its length has changed. The
 * ACEs behind the one that will decide are checked too: whether an error is found must not depend
 * on the principals.
 *
 * @throws ConfigurationError naming the resource and the first ACE that is wrong
 */
export function indexOf(acl: Acl, resource: Resource): AclIndex | null {
  const known = checkedAcls.get(acl);
  if (typeof known === 'object') return known;
  if (known !== acl.length) checkAces(acl, resource);
  return null;
}

/** Whether an ACE has the content of `DenyAll` and cannot change. */
function closesList(ace: Ace): boolean {
  return ace[0] === Deny && ace[1] === Everyone && Object.isFrozen(ace);
}

function checkAces(acl: Acl, resource: Resource): void {
  for (let place = 0; place < acl.length; place++) {
    const ace = acl[place] as Ace;
    if (isDenyAll(ace)) continue;
    const error = aceError(ace);
    if (error !== null)
      throw aclError(`ACE ${place + 1} of the acl of ${label(resource)} ${error}.`);
    if (typeof ace[2] === 'symbol' && closesList(ace)) otherDenyAll = ace;
  }
  // At random, so that lists which are always read in the same order are all remembered in time.
  if (Math.random() * ACES_PER_ENTRY < acl.length) checkedAcls.set(acl, acl.length);
}
