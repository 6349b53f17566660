import { AllPermissions, Everyone } from '../../src/authz/acl-types.ts';

/** Pyramid's two algorithms, written from their description and from nothing else, to be held against ours. */
export interface OracleResource {
  acl?: unknown;
  parent?: OracleResource | null | undefined;
}
type Line = [string, string, unknown];
export interface OracleAnswer {
  allowed: boolean;
  at: OracleResource | null;
  index: number;
}

const lineageOf = (resource: OracleResource | null | undefined): OracleResource[] =>
  resource ? [resource, ...lineageOf(resource.parent)] : [];
const linesOf = (resource: OracleResource): Line[] | undefined =>
  (typeof resource.acl === 'function' ? resource.acl() : resource.acl) as Line[] | undefined;
const speaks = (named: unknown, permission: string): boolean =>
  named === AllPermissions ||
  (typeof named === 'string'
    ? named === permission
    : [...(named as Iterable<string>)].some((one) => one === permission));

export function oraclePermits(
  resource: OracleResource | null,
  principals: string[],
  permission: string,
): OracleAnswer {
  for (const at of lineageOf(resource)) {
    const lines = linesOf(at);
    if (lines === undefined) continue;
    const index = lines.findIndex(
      ([, principal, named]) =>
        principals.some((one) => one === principal) && speaks(named, permission),
    );
    if (index >= 0) return { allowed: lines[index]?.[0] === 'Allow', at, index };
  }
  return { allowed: false, at: null, index: -1 };
}

export interface OracleLine {
  at: OracleResource;
  lineageIndex: number;
  index: number;
  outcome: string;
}

/** Every line up to the one that decides, and what there was against the others. */
export function oracleTrace(
  resource: OracleResource | null,
  principals: string[],
  permission: string,
): OracleLine[] {
  const decision = oraclePermits(resource, principals, permission);
  const lines = lineageOf(resource).flatMap((at, lineageIndex) =>
    (linesOf(at) ?? []).map(([, principal], index) => {
      const outcome = principals.some((one) => one === principal)
        ? 'other permission'
        : 'other principal';
      return { at, lineageIndex, index, outcome };
    }),
  );
  const last = lines.findIndex(({ at, index }) => at === decision.at && index === decision.index);
  return last < 0
    ? lines
    : [...lines.slice(0, last), { ...(lines[last] as OracleLine), outcome: 'decided' }];
}

export function oracleAllowedBy(resource: OracleResource | null, permission: string): Set<string> {
  let allowed: string[] = [];
  for (const at of lineageOf(resource).reverse()) {
    const here: string[] = [];
    const denied: string[] = [];
    for (const [action, principal, named] of linesOf(at) ?? []) {
      if (!speaks(named, permission)) continue;
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
