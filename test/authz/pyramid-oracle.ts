import { AllPermissions, Everyone } from '../../src/authz/acl-types.ts';

/** Pyramid's two algorithms, written from their description alone, to compare ours with. */
export interface OracleResource {
  acl?: unknown;
  parent?: OracleResource | null | undefined;
}
type OracleAce = [string, string, unknown];
export interface OracleAnswer {
  allowed: boolean;
  at: OracleResource | null;
  index: number;
}

const lineageOf = (resource: OracleResource | null | undefined): OracleResource[] =>
  resource ? [resource, ...lineageOf(resource.parent)] : [];
const acesOf = (resource: OracleResource): OracleAce[] | null | undefined =>
  (typeof resource.acl === 'function' ? resource.acl() : resource.acl) as
    | OracleAce[]
    | null
    | undefined;
const names = (named: unknown, permission: string): boolean =>
  named === AllPermissions ||
  (typeof named === 'string'
    ? named === permission
    : [...(named as Iterable<string>)].some((one) => one === permission));

/** Pyramid's `permits`: the first ACE that matches, leaf first. */
export function oraclePermits(
  resource: OracleResource | null,
  principals: string[],
  permission: string,
): OracleAnswer {
  for (const at of lineageOf(resource)) {
    const index = (acesOf(at) ?? []).findIndex(
      ([, principal, named]) =>
        principals.some((one) => one === principal) && names(named, permission),
    );
    if (index >= 0) return { allowed: acesOf(at)?.[index]?.[0] === 'Allow', at, index };
  }
  return { allowed: false, at: null, index: -1 };
}

export interface OracleTraceEntry {
  at: OracleResource;
  lineageIndex: number;
  index: number;
  outcome: string;
}

/** Every ACE up to the one that decides, and why the others did not. */
export function oracleTrace(
  resource: OracleResource | null,
  principals: string[],
  permission: string,
): OracleTraceEntry[] {
  const decision = oraclePermits(resource, principals, permission);
  const entries = lineageOf(resource).flatMap((at, lineageIndex) =>
    (acesOf(at) ?? []).map(([, principal], index) => {
      const outcome = principals.some((one) => one === principal)
        ? 'other permission'
        : 'other principal';
      return { at, lineageIndex, index, outcome };
    }),
  );
  const last = entries.findIndex(({ at, index }) => at === decision.at && index === decision.index);
  return last < 0
    ? entries
    : [...entries.slice(0, last), { ...(entries[last] as OracleTraceEntry), outcome: 'decided' }];
}

/** Pyramid's `principals_allowed_by_permission`: from the root down. */
export function oracleAllowedBy(resource: OracleResource | null, permission: string): Set<string> {
  let allowed: string[] = [];
  for (const at of lineageOf(resource).reverse()) {
    const here: string[] = [];
    const denied: string[] = [];
    for (const [action, principal, named] of acesOf(at) ?? []) {
      if (!names(named, permission)) continue;
      if (action === 'Allow' && !denied.includes(principal)) here.push(principal);
      if (action !== 'Deny') continue;
      denied.push(principal);
      allowed = principal === Everyone ? [] : allowed.filter((one) => one !== principal);
      if (principal === Everyone) break;
    }
    allowed.push(...here);
  }
  return new Set(allowed);
}
