import type { Resource } from '../authz/acl-types.ts';
import { checkedCopy } from '../authz/compile-acl.ts';
import { aclOf, parentOf, refuseLoop, refusePromise, startOf } from '../authz/lineage.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { nearest } from '../options/did-you-mean.ts';

/**
 * Returns what is wrong with the root resource, as far as it can be seen before a request comes.
 * Functions are not called: neither that of the root nor one in the place of an ACL.
 *
 * @param permissions - the closed list of names, or null if any name is allowed
 */
export function rootFaults(root: unknown, permissions: readonly string[] | null): string[] {
  if (typeof root !== 'object' || root === null) return [];
  if (Array.isArray(root))
    return ['root is a list: write { acl: [[Allow, principal, permission], …] }.'];
  const misspelt = misspeltAcl(root);
  if (misspelt !== null) return [`root has a member ${misspelt} and no acl: did you mean acl?`];
  const faults: string[] = [];
  try {
    for (const resource of lineageOf(root)) {
      const acl = typeof resource.acl === 'function' ? null : aclOf(resource);
      if (acl !== null) checkedCopy(acl, permissions ?? undefined);
    }
  } catch (error) {
    // What a getter of the application throws now may be right when a request comes.
    if (ConfigurationError.isConfigurationError(error))
      faults.push(...error.faults.map((fault) => `root: ${fault}`));
  }
  return faults;
}

function lineageOf(root: Resource): readonly Resource[] {
  const lineage: Resource[] = [];
  let mark: Resource | null = null;
  let child: Resource | null = null;
  for (let at = startOf(root); at !== null; child = at, at = parentOf(at)) {
    refusePromise(at, child);
    mark = refuseLoop(at, lineage.length, mark);
    lineage.push(at);
  }
  return lineage;
}

/** `ACL` and `__acl__` are names of other systems for the same. */
function misspeltAcl(root: object): string | null {
  if ('acl' in root || 'parent' in root) return null;
  return (
    Object.keys(root).find(
      (name) => /^[_A-Z]*acl[_A-Z]*$/i.test(name) && nearest(name, ['acl']) !== null,
    ) ?? null
  );
}
