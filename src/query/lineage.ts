import { aclError } from '../authz/acl-error.ts';
import type { Principals } from '../authz/acl-index.ts';
import type { AclTemplate, List, TemplateRules } from '../authz/acl-template.ts';
import { TEMPLATE } from '../authz/acl-template.ts';
import type { Resource } from '../authz/acl-types.ts';
import { permits } from '../authz/evaluate.ts';
import { quoted } from '../authz/label.ts';
import { throwIfAny } from '../options/configuration-error.ts';
import { unknownOptions } from '../options/did-you-mean.ts';
import type { ColumnOf } from './column.ts';
import { readColumn } from './column.ts';
import { both, either } from './condition.ts';

/** The columns of a row that may refer to another row. */
type Reference<Row> = ColumnOf<Row, string | number | bigint>;

/** What the rows of a template are inside, and where they are kept. */
export interface TemplateOptions<Row, P extends string = string> {
  /** The column that refers to the row they are inside, and the template of that row's table. */
  readonly parent?: { readonly [C in Reference<Row>]?: AclTemplate<never, P> } | undefined;
  /** The column that refers to a row of the same table, such as the folder around a folder. */
  readonly tree?: Reference<Row> | undefined;
  /** How many rows of a tree may be above a row: rows below that are in no list. Default: 64. */
  readonly depth?: number | undefined;
  /** The resource around the rows that are inside no other row. Default: none. */
  readonly root?: Resource<P> | null | undefined;
  /** The name of the table; needed for `tree`, and for the `parent` of others. */
  readonly table?: string | undefined;
  /** The column that others refer to. Default: `'id'`. */
  readonly key?: Reference<Row> | undefined;
}

/** The options of a template, read. */
export interface Lineage {
  readonly table: string | null;
  readonly key: string;
  readonly parent: { readonly column: string; readonly rules: TemplateRules } | null;
  readonly tree: string | null;
  readonly depth: number;
  readonly root: Resource | null;
}

const OPTIONS = ['parent', 'tree', 'depth', 'root', 'table', 'key'];

/** @throws ConfigurationError naming every option that is wrong */
export function readLineage(options: TemplateOptions<never>): Lineage {
  const faults = unknownOptions(options, OPTIONS, 'aclFor');
  const given = { ...options } as Record<string, unknown>;
  const { table = null, key = 'id', tree = null, depth = 64, root = null } = given;
  for (const [name, value] of Object.entries({ table, key, tree }))
    if (value !== null && (typeof value !== 'string' || value === ''))
      faults.push(`${name} of aclFor is not a name.`);
  if (!Number.isSafeInteger(depth) || (depth as number) < 1 || (depth as number) > 1000)
    faults.push('depth of aclFor is not a whole number from 1 to 1000.');
  if (tree !== null && table === null)
    faults.push('aclFor has a tree and no table: name the table.');
  const [parent = null, ...others] = Object.entries(given['parent'] ?? {});
  if (others.length > 0) faults.push('parent of aclFor has more than one column.');
  const rules =
    parent === null ? null : (parent[1] as AclTemplate<Record<string, unknown>> | null)?.[TEMPLATE];
  if (rules === undefined || rules?.table === null)
    faults.push('parent of aclFor is not { column: a template that has a table }.');
  throwIfAny(faults, 'acl_invalid');
  const read = { table, key, tree, depth, root } as Omit<Lineage, 'parent'>;
  return { ...read, parent: parent === null ? null : { column: parent[0], rules: rules! } };
}

/**
 * Returns the rows that the lines of a template allow, with what those rows inherit.
 *
 * @param fold - returns the rows that the lines allow if a row inherits the given answer
 */
export function withLineage(
  { table, key, parent, tree, depth, root }: Lineage,
  principals: Principals,
  permission: string,
  fold: (inherited: List) => List,
): List {
  const atRoot: List = permits(root, principals, permission) ? 'all' : 'none';
  const outer =
    parent === null
      ? atRoot
      : referring(parent.column, atRoot, parentList(parent, principals, permission));
  if (tree === null) return fold(outer);
  const first = fold(outer);
  const above: List =
    isConstant(first) && fold(first) === first
      ? first
      : { op: 'tree', column: tree, table: table!, key, first, next: fold(INHERITED), depth };
  return fold(referring(tree, outer, above));
}

const INHERITED: List = { op: 'inherited' };

function isConstant(list: List): boolean {
  return list === 'all' || list === 'none';
}

/** Returns the rows of one list if a column is NULL, else those of another. */
function referring(column: string, ifNull: List, otherwise: List): List {
  if (isConstant(otherwise) && ifNull === otherwise) return otherwise;
  const refers: List = otherwise === 'all' ? { op: 'not null', column } : otherwise;
  return either(both({ op: 'null', column }, ifNull), refers);
}

function parentList(
  { column, rules }: NonNullable<Lineage['parent']>,
  principals: Principals,
  permission: string,
): List {
  const where = rules.list(principals, permission);
  if (where === 'all' || where === 'none') return where;
  return { op: 'parent', column, table: rules.table!, key: rules.key, where };
}

/**
 * Returns the parent of the resource of a row.
 *
 * @throws ConfigurationError if a row that is inside another has no parent, or the reverse
 */
export function parentOfRow(
  { tree, parent, root }: Lineage,
  row: unknown,
  given: Resource | null,
): Resource | null {
  for (const column of [tree, parent?.column ?? null]) {
    if (column === null || readColumn(row, column, null) === null) continue;
    if (given !== null) return given;
    throw aclError(
      `The row is inside another by ${quoted(column)}: pass the resource of that row.`,
    );
  }
  if (given === null) return root;
  throw aclError(
    'The row is inside no other row: pass no parent, it has the root of its template.',
  );
}
