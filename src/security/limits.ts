import type { Resource } from '../authz/acl-types.ts';
import type { Decision, TraceEntry } from '../authz/decision.ts';
import { label, listed, quoted } from '../authz/label.ts';
import { lineageOf } from '../authz/lineage.ts';
import type { Limits } from '../token/limits.ts';

/** Whether limits leave out anything that ACLs may grant. */
export function areNarrow({ permissions, resource }: Limits): boolean {
  return permissions !== null || resource !== null;
}

/**
 * Whether a permission on a resource is within the limits of a token. A resource is named by its
 * own member `name`: an inherited one may be that of a whole class.
 */
export function isWithin(limits: Limits, permission: string, asked: Resource | null): boolean {
  const { permissions, resource } = limits;
  if (permissions !== null && !permissions.includes(permission)) return false;
  return resource === null || lineageOf(asked).some((at) => nameOf(at) === resource);
}

/**
 * Whether limits leave out all that others leave out, and allow no more uses. Null has no limits.
 */
export function isNoWider(limits: Limits | null, others: Limits | null): boolean {
  if (others === null) return true;
  if (limits === null) return false;
  const { permissions, resource, uses } = others;
  const isSubset =
    permissions === null ||
    limits.permissions?.every((permission) => permissions.includes(permission)) === true;
  const isInside = resource === null || resource === limits.resource;
  return isSubset && isInside && (uses === null || (limits.uses !== null && limits.uses <= uses));
}

/** Returns a copy in which nothing can be changed. */
export function frozenCopy(limits: Limits): Limits {
  const { permissions } = limits;
  return Object.freeze({ ...limits, permissions: permissions && Object.freeze([...permissions]) });
}

/** Returns the name by which a limit can name a resource; null if it has none. */
export function nameOf(resource: Resource): string | null {
  const name: unknown = Object.hasOwn(resource, 'name') ? resource.name : null;
  return typeof name === 'string' && name !== '' ? name : null;
}

/** Says what a token is limited to, for a reason. */
export function limitedTo({ permissions, resource }: Limits): string {
  const parts = [
    ...(permissions === null ? [] : [permissions.length === 0 ? 'nothing' : listed(permissions)]),
    ...(resource === null ? [] : [`the resource ${quoted(resource)} and what is inside it`]),
  ];
  return `the token is limited to ${parts.join(', on ')}`;
}

/** Returns what the ACLs decided, or that the token does not allow it. */
export function withinLimits(limits: Limits, decision: Decision, asked: Resource | null): Decision {
  const isOutside = decision.allowed && !isWithin(limits, decision.permission, asked);
  return isOutside ? new OutsideLimits(limits, decision, asked) : decision;
}

const BY_LIMITS = { lineageIndex: -1, aceIndex: -1, ace: null, outcome: 'decided' } as const;

/** What the ACLs allow and the token does not: no ACE decided it. */
export class OutsideLimits implements Decision {
  readonly allowed = false;
  readonly permission: string;
  readonly ace = null;
  readonly aceIndex = -1;
  readonly resource: Resource | null;
  readonly lineageIndex = -1;
  readonly reason: string;
  readonly #before: Decision;

  /** @param before - what the ACLs say */
  constructor(limits: Limits, before: Decision, asked: Resource | null) {
    this.permission = before.permission;
    this.resource = asked;
    const place = limits.resource === null || asked === null ? '' : ` on ${label(asked)}`;
    this.reason = `Denied: ${limitedTo(limits)}, and was asked for the permission ${quoted(before.permission)}${place}.`;
    this.#before = before;
  }

  trace(): readonly TraceEntry[] {
    const entries = this.#before
      .trace()
      .map(
        (entry): TraceEntry =>
          entry.outcome === 'decided'
            ? Object.freeze({ ...entry, outcome: 'outside limits' })
            : entry,
      );
    // The ACLs allow nothing where there is no resource.
    return [...entries, Object.freeze({ ...BY_LIMITS, resource: this.resource as Resource })];
  }

  toJSON(): object {
    const { allowed, permission, aceIndex, lineageIndex, reason } = this;
    return { allowed, permission, aceIndex, lineageIndex, reason };
  }
}
