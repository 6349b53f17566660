import {
  AllPermissions,
  Allow,
  Authenticated,
  decide,
  Deny,
  DenyAll,
  Everyone,
} from '../../src/acl.ts';
import type { Ace, Acl, Permissions, Resource } from '../../src/acl.ts';
import { aclFor, member, number, owner, templateFromJson, when } from '../../src/query.ts';
import type { AclTemplate, Guard, List, TemplateLine } from '../../src/query.ts';
import { list } from '../../src/query.ts';
import type { Random } from './random.ts';
import type { Folder, Owned, Report, Site, World } from './rows.ts';
import { LEVELS, NUMBERS, STATES, TEXTS } from './rows.ts';

type Column = 'ownerText' | 'ownerNumber';
/** A line as data, from which both the template and the ACL of the oracle are made. */
interface Rule {
  readonly action: typeof Allow | typeof Deny;
  readonly principal: string | { readonly column: Column; readonly group: boolean; role: string };
  readonly permissions: Permissions;
  readonly guard: Guard<Owned> | null;
}
interface Rules {
  readonly sites: readonly Rule[];
  readonly folders: readonly Rule[];
  readonly reports: readonly Rule[];
  readonly root: Resource;
}
/** A random policy, the user who asks, and the list that answers. */
export interface Policy {
  readonly template: AclTemplate<Report>;
  readonly list: List<Report>;
  readonly principals: readonly string[];
  readonly permission: string;
  /** Makes a template with the same options of JSON. */
  fromJson(value: unknown): AclTemplate<Report>;
  /** Whether `decide` allows a report by an ACL that is made without templates. */
  allows(report: Report): boolean;
}

const PERMISSIONS = ['read', 'edit'];
const COLUMNS = {
  ownerText: 'text',
  ownerNumber: 'number',
  archived: 'boolean',
  level: 'number',
  status: 'text',
} as const;
const CONSTANTS = [Everyone, Authenticated, 'role:admin', 'org:4', 'user:Bob'];

function randomRule(random: Random): Rule {
  const column = random.one<Column>(['ownerText', 'ownerNumber']);
  return {
    action: random.chance(0.5) ? Allow : Deny,
    principal: random.chance(0.4)
      ? random.one(CONSTANTS)
      : { column, group: random.chance(0.4), role: random.chance(0.5) ? 'admin' : '' },
    permissions: random.one<Permissions>(['read', 'edit', PERMISSIONS, AllPermissions]),
    guard: random.chance(0.5) ? randomGuard(random) : null,
  };
}

function randomGuard(random: Random): Guard<Owned> {
  const orMore = <T>(values: readonly (T | null)[]) =>
    random.chance(0.3) ? [random.one(values), random.one(values)] : random.one(values);
  const all = {
    archived: orMore([true, false, null]),
    level: orMore([...LEVELS, null]),
    status: orMore([...STATES, null]),
    ownerText: orMore(['Bob', '4', null]),
    ownerNumber: orMore([4, null]),
  };
  const names = Object.keys(all) as (keyof typeof all)[];
  const chosen = random.some(names, 0.3);
  return Object.fromEntries(
    (chosen.length === 0 ? [random.one(names)] : chosen).map((name) => [name, all[name]]),
  );
}

function lineOf({ action, principal, permissions, guard }: Rule): TemplateLine<Owned> {
  const ace = [action, principalIn(principal), permissions] as const;
  return guard === null ? ace : when<Owned, string>(guard, ace);
}

function principalIn(principal: Rule['principal']) {
  if (typeof principal === 'string') return principal;
  const { column, group, role } = principal;
  const named = column === 'ownerText' ? column : number(column);
  return group ? member<Owned>('org', named, role || undefined) : owner<Owned>(named);
}

/** The ACE of a row, by other code than that of the library. */
function aceOf(rule: Rule, row: Owned): Ace[] {
  const isMet = Object.entries(rule.guard ?? {}).every(([name, wanted]) =>
    [wanted].flat().some((one) => one === row[name as keyof Owned]),
  );
  const { principal } = rule;
  if (!isMet) return [];
  if (typeof principal === 'string') return [[rule.action, principal, rule.permissions]];
  const value = row[principal.column];
  if (value === null || value === '') return [];
  if (!principal.group) return [[rule.action, `user:${value}`, rule.permissions]];
  if (String(value).includes('/')) return [];
  const role = principal.role === '' ? '' : `/${principal.role}`;
  return [[rule.action, `org:${value}${role}`, rule.permissions]];
}

/** Principals of a user, and some that only look like those of a group or a role. */
export function randomPrincipals(random: Random): string[] {
  const groups = [...TEXTS, ...NUMBERS.map(String)];
  return [
    Everyone,
    ...random.some([Authenticated, 'role:admin', 'org:', 'org:/admin', 'user:', 'orgs:4'], 0.3),
    ...random.some(groups, 0.08).map((id) => `user:${id}`),
    ...random.some(groups, 0.08).map((id) => `org:${id}`),
    ...random.some(groups, 0.08).map((id) => `org:${id}/admin`),
  ];
}

function rulesFor(random: Random): Rules {
  const rules = (most: number) => random.times(most, () => randomRule(random));
  const root = random.one<Acl>([
    [],
    [],
    [[Allow, Everyone, 'read']],
    [[Allow, 'role:admin', AllPermissions]],
    [[Deny, Authenticated, 'read'], [Allow, Everyone, 'read'], DenyAll],
  ]);
  return { sites: rules(2), folders: rules(3), reports: rules(5), root: { acl: root } };
}

/** Makes a random policy over the rows of a world. */
export function randomPolicy(random: Random, { sites, folders }: World): Policy {
  const rules = rulesFor(random);
  const { root } = rules;
  const siteAcl = aclFor<Site>()(rules.sites.map(lineOf), { table: 'sites', root });
  const folderAcl = aclFor<Folder>()(rules.folders.map(lineOf), {
    table: 'folders',
    tree: 'parentId',
    parent: { siteId: siteAcl },
    root,
  });
  const options = { parent: { folderId: folderAcl }, root };
  const template = aclFor<Report>()(rules.reports.map(lineOf), options);
  const principals = randomPrincipals(random);
  const permission = random.one(PERMISSIONS);
  const aclOf = (of: readonly Rule[], row: Owned) => of.flatMap((rule) => aceOf(rule, row));
  const siteOf = (id: string | null): Resource => {
    const site = sites.find((one) => one.id === id);
    return site === undefined ? root : { acl: aclOf(rules.sites, site), parent: root };
  };
  const folderOf = (id: number): Resource => {
    const folder = folders.find((one) => one.id === id) as Folder;
    const { parentId } = folder;
    return {
      acl: aclOf(rules.folders, folder),
      parent: parentId === null ? siteOf(folder.siteId) : folderOf(parentId),
    };
  };
  return {
    template,
    list: list(template, principals, permission),
    principals,
    permission,
    fromJson: (value) => templateFromJson<Report>(value, { columns: COLUMNS, ...options }),
    allows: (report) =>
      decide(
        {
          acl: aclOf(rules.reports, report),
          parent: report.folderId === null ? root : folderOf(report.folderId),
        },
        principals,
        permission,
      ).allowed,
  };
}
