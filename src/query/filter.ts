import type {
  List,
  ParentCondition,
  TreeCondition,
  ValueCondition,
} from '../authz/acl-template.ts';
import { aclError } from '../authz/acl-error.ts';
import { quoted } from '../authz/label.ts';
import { readColumn } from './column.ts';

type Row = Readonly<Record<string, unknown>>;
/** The rows of the tables that conditions refer to, by the name of the table. */
export type Tables = Readonly<Record<string, readonly object[]>>;

/** Finds the row of a table that a key refers to. */
type Find = (table: string, key: string, value: unknown) => Row | undefined;

/**
 * Returns those of some rows that are in a list, in their order.
 *
 * @param tables - the rows of each table that the template's `parent` or `tree` names; rows that
 *   refer to a row that is not there inherit nothing from it
 * @throws ConfigurationError `acl_invalid` if a row lacks a column or holds another type there, or
 *   if a table is missing
 * @example
 * const mine = filter(auth.list(reportAcl, 'read'), reports);
 */
export function filter<R extends object>(
  list: List<R>,
  rows: readonly R[],
  tables: Tables = {},
): R[] {
  const find = finder(tables);
  return rows.filter((row) => holds(list as List, row as Row, find, false));
}

/** Whether the guard of a line holds for a row: it names columns of the row alone. */
export function guardHolds(guard: List, row: unknown): boolean {
  return holds(guard, row as Row, finder({}), false);
}

function holds(list: List, row: Row, find: Find, inherited: boolean): boolean {
  if (typeof list === 'string') return list === 'all';
  switch (list.op) {
    case 'and':
      return list.of.every((one) => holds(one, row, find, inherited));
    case 'or':
      return list.of.some((one) => holds(one, row, find, inherited));
    case 'in':
    case 'not in':
      return isOneOf(list, row) === (list.op === 'in');
    case 'null':
    case 'not null':
      return (readColumn(row, list.column, null) === null) === (list.op === 'null');
    case 'inherited':
      return inherited;
    case 'parent':
      return parentHolds(list, row, find);
    case 'tree':
      return treeHolds(list, row, find);
  }
}

function isOneOf({ column, kind, values }: ValueCondition, row: Row): boolean {
  const value = readColumn(row, column, kind) as (typeof values)[number] | null;
  return value !== null && values.includes(value);
}

function parentHolds({ column, table, key, where }: ParentCondition, row: Row, find: Find) {
  const value = readColumn(row, column, null);
  const parent = value === null ? undefined : find(table, key, value);
  return parent !== undefined && holds(where, parent, find, false);
}

/** Climbs to the row without a parent, and answers from there down. */
function treeHolds(tree: TreeCondition, row: Row, find: Find): boolean {
  const { column, table, key } = tree;
  const lineage: Row[] = [];
  for (let at = row; ; ) {
    const value = readColumn(at, column, null);
    if (value === null) break;
    const parent = find(table, key, value);
    if (parent === undefined || lineage.length === tree.depth) return false;
    lineage.unshift(parent);
    at = parent;
  }
  const [top, ...rest] = lineage;
  if (top === undefined) return false;
  return rest.reduce(
    (inherited, one) => holds(tree.next, one, find, inherited),
    holds(tree.first, top, find, false),
  );
}

function finder(tables: Tables): Find {
  const found = new Map<string, Map<unknown, Row>>();
  return (table, key, value) => {
    const name = `${table}\n${key}`;
    let byKey = found.get(name);
    if (byKey === undefined) {
      const rows = Object.hasOwn(tables, table) ? (tables[table] as readonly Row[]) : null;
      if (rows === null)
        throw aclError(`filter() has no rows of the table ${quoted(table)}: pass them.`);
      byKey = new Map(rows.map((row) => [readColumn(row, key, null), row]));
      found.set(name, byKey);
    }
    return byKey.get(value);
  };
}
