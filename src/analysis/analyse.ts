import type { Ace, Principal } from '../authz/acl-types.ts';
import { Deny, Everyone } from '../authz/acl-types.ts';
import { quoted } from '../authz/label.ts';
import type { AnalysisOptions } from './compare.ts';
import { decidingLine, Groups } from './groups.ts';
import type { AclSource, Line } from './lines.ts';
import { Lines, namesIn } from './lines.ts';
import { permissionsOf } from './permissions.ts';

/**
 * What is wrong with a line.
 *
 * - `never_decides`: lines before it in the same ACL decide for every request that it names
 * - `after_deny_all`: an ACE that denies everyone everything is one of these lines
 * - `overridden`: lines of the ACLs of children decide; it may decide for other children
 * - `permission_never_decided`: the same of some of its permissions
 * - `no_permissions`: its list of permissions is empty
 * - `unknown_permission`, `unknown_principal`: a name is in no closed list
 * - `doubtful_principal`: the id of the user is that of a missing value: `user:undefined`
 */
export type FindingCode =
  | 'never_decides'
  | 'after_deny_all'
  | 'overridden'
  | 'permission_never_decided'
  | 'no_permissions'
  | 'unknown_permission'
  | 'unknown_principal'
  | 'doubtful_principal';

/** Something that a reviewer of an ACL should know. */
export interface Finding {
  readonly code: FindingCode;
  readonly line: Line;
  /** The lines that decide in its place. */
  readonly by: readonly Line[];
  /** The permissions that it is about; of a line that never decides, those that it names. */
  readonly permissions: readonly string[];
  /** What is wrong, and where, in one sentence. */
  readonly reason: string;
}

/** What `analyse` may know beyond the ACL. */
export interface AnalyseOptions<P extends string = string> extends AnalysisOptions<P> {
  /** The closed list of principals that your callback can return; users need not be in it. */
  readonly principals?: readonly Principal[] | undefined;
}

/**
 * Returns what is wrong with an ACL: lines that never decide and by which lines, permissions and
 * principals that can match nothing. A line is live exactly if it decides for some request.
 *
 * @param acl - an ACL, a resource with its parents, or a list of ACLs, that of the leaf first
 * @returns a list in the order of the lines, empty if nothing is wrong
 * @throws ConfigurationError as `compare` does
 * @example
 * for (const finding of analyse(site, { permissions })) console.log(finding.reason);
 * // ACE 4 of the acl of "site" never decides after ACE 2 of the acl of "site".
 */
export function analyse<P extends string>(
  acl: AclSource<P>,
  options: AnalyseOptions<P> = {},
): Finding[] {
  const lines = new Lines(acl);
  const deciding = new Deciding(lines, options);
  return lines.aces.flatMap((ace, place) => {
    const line = lines.at(place) as Line;
    return [...nameFindings(line, options), ...deciding.findings(ace, place, line)];
  });
}

/** The lines that decide in the place of others. */
class Deciding {
  readonly #lines: Lines;
  readonly #groups: Groups;
  /** By the place of a line: for each of its permissions, the place of the line that decides. */
  readonly #by: Map<string, number>[];

  constructor(lines: Lines, { permissions, implies }: AnalysisOptions) {
    this.#lines = lines;
    this.#groups = new Groups(implies);
    this.#by = lines.aces.map(() => new Map());
    for (const permission of permissionsOf(permissions, lines)) {
      const first = lines.firstLines(permission);
      for (const place of lines.placesOf(permission)) {
        const group = this.#groups.of((lines.aces[place] as Ace)[1]);
        const by = group === null ? Infinity : decidingLine(group, first);
        this.#by[place]?.set(permission, by);
      }
    }
  }

  findings(ace: Ace, place: number, line: Line): Finding[] {
    const all = this.#by[place] as Map<string, number>;
    const dead = [...all].filter(([, by]) => by !== place);
    if (dead.length === 0) return [];
    const permissions = dead.map(([permission]) => permission);
    const whole = dead.length === all.size;
    // That earlier lines take permissions out of AllPermissions is what they are for.
    if (!whole && namesIn(ace[2]).length === 0) return [];
    const places = [...new Set(dead.map(([, by]) => by))].sort((one, other) => one - other);
    const by = places.flatMap((at) => this.#lines.at(at) ?? []);
    const code = whole ? codeOf(line, by) : 'permission_never_decided';
    return [{ ...finding(code, line, permissions, sentence(permissions, whole, by)), by }];
  }
}

function codeOf(line: Line, by: readonly Line[]): FindingCode {
  if (by.some(({ lineageIndex }) => lineageIndex < line.lineageIndex)) return 'overridden';
  return by.some(({ ace }) => isDenyAll(ace)) ? 'after_deny_all' : 'never_decides';
}

function isDenyAll(ace: Ace): boolean {
  return ace[0] === Deny && ace[1] === Everyone && typeof ace[2] === 'symbol';
}

function sentence(permissions: readonly string[], whole: boolean, by: readonly Line[]): string {
  const what = whole ? '' : ` for ${permissions.map(quoted).join(', ')}`;
  const after = by.map(({ place }) => place).join(' and ');
  return `never decides${what}${after === '' ? ': no request has its principal' : ` after ${after}`}`;
}

function finding(
  code: FindingCode,
  line: Line,
  permissions: readonly string[],
  what: string,
): Finding {
  return { code, line, by: [], permissions, reason: `${line.place} ${what}.` };
}

/** The id in a principal that was made of a value that was missing. */
const MISSING = /^user(@[^:]*)?:(undefined|null|NaN|\[object \w+\])?$/;

function nameFindings(line: Line, { permissions, principals }: AnalyseOptions): Finding[] {
  const [, principal, named] = line.ace;
  const names = namesIn(named);
  const findings: Finding[] = [];
  if (typeof named !== 'symbol' && names.length === 0)
    findings.push(
      finding('no_permissions', line, [], 'matches nothing: its list of permissions is empty'),
    );
  for (const name of names)
    if (permissions !== undefined && !permissions.includes(name)) {
      const what = `names ${quoted(name)}, which is no permission`;
      findings.push(finding('unknown_permission', line, [name], what));
    }
  if (MISSING.test(principal)) {
    const what = `names ${quoted(principal)}, which was made of a missing value`;
    findings.push(finding('doubtful_principal', line, [], what));
  } else if (principals !== undefined && isUnknown(principal, principals)) {
    const what = `names ${quoted(principal)}, which no request has`;
    findings.push(finding('unknown_principal', line, [], what));
  }
  return findings;
}

function isUnknown(principal: Principal, principals: readonly Principal[]): boolean {
  return !/^(user[:@]|system\.)/.test(principal) && !principals.includes(principal);
}
