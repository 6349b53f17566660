import type { Principals } from './acl-index.ts';
import type { Acl, Principal, Resource } from './acl-types.ts';

/** How the values of a column are compared; `literal` is a string that the application wrote. */
export type ColumnKind = 'text' | 'number' | 'uuid' | 'literal' | 'boolean';

/** The columns of a row, by their names in TypeScript. */
export type Column<Row> = keyof Row & string;

/**
 * A condition on one row. It is a plain value, and never unknown: NULL is in no list of values. No
 * member negates another, so a renderer needs no rule for the negation of NULL.
 */
export type Condition<Row = Readonly<Record<string, unknown>>> =
  | ValueCondition<Row>
  | { readonly op: 'null' | 'not null'; readonly column: Column<Row> }
  | { readonly op: 'and' | 'or'; readonly of: readonly Condition<Row>[] }
  | ParentCondition<Row>
  | TreeCondition<Row>
  | { readonly op: 'inherited' };

/** The value of a column is one of a list, or it is NULL or another. */
export interface ValueCondition<Row = Readonly<Record<string, unknown>>> {
  readonly op: 'in' | 'not in';
  readonly column: Column<Row>;
  readonly kind: ColumnKind;
  readonly values: readonly (string | number | boolean)[];
}

/** The row that a column refers to exists and fulfils a condition. */
export interface ParentCondition<Row = Readonly<Record<string, unknown>>> {
  readonly op: 'parent';
  readonly column: Column<Row>;
  /** The table of that row, and the column that identifies it there. */
  readonly table: string;
  readonly key: string;
  readonly where: Condition;
}

/** The row that a column refers to is in a tree and is allowed there. */
export interface TreeCondition<Row = Readonly<Record<string, unknown>>> {
  readonly op: 'tree';
  readonly column: Column<Row>;
  readonly table: string;
  readonly key: string;
  /** The condition on a row without a parent. */
  readonly first: List;
  /** The condition on any other row, in which `inherited` is the answer for its parent. */
  readonly next: List;
  /** Rows with more parents than this are not in the tree. */
  readonly depth: number;
}

/**
 * The rows of a table that are allowed: all, none, or those that fulfil a condition.
 *
 * @typeParam Row - the row whose columns the condition names
 */
export type List<Row = Readonly<Record<string, unknown>>> = 'all' | 'none' | Condition<Row>;

/** What stands behind a template. It is found by this symbol in every copy of this package. */
export const TEMPLATE: unique symbol = Symbol.for('pyramidion.AclTemplate');

/** The rules of a template, for `list` and for the templates of rows that are inside. */
export interface TemplateRules<Row = Readonly<Record<string, unknown>>> {
  readonly table: string | null;
  readonly key: string;
  /** The lines, checked: what `templateToJson` writes. */
  readonly lines: readonly { readonly guard: List; readonly ace: readonly unknown[] }[];
  list(principals: Principals, permission: string): List<Row>;
}

/**
 * An ACL with holes for the columns of a row, made by `aclFor`. Called with a row it returns the
 * ACL of that row; passed to `list` it says which rows are allowed.
 *
 * @typeParam Row - the row of the table
 * @typeParam P - the names of permissions
 */
export interface AclTemplate<Row, P extends string = string> {
  /**
   * Returns the ACL of one row, for `decide` and `permits`.
   *
   * @throws ConfigurationError `acl_invalid` if the row lacks a column, or holds another type there
   */
  (row: Row): Acl<P>;
  /**
   * Returns the row as a resource: its ACL, and the parent that the template says.
   *
   * @param parent - the resource of the row that the column of `parent` or `tree` refers to; left
   *   out if that column is null
   * @throws ConfigurationError `acl_invalid` if the parent is missing or should not be there
   */
  resource(row: Row, parent?: Resource<P> | null): Resource<P>;
  readonly [TEMPLATE]: TemplateRules<Row>;
}

/** A principal of a template that depends on a column: made by `owner` and `member`. */
export interface Hole<Row> {
  readonly column: Column<Row>;
  readonly kind: ColumnKind;
  /** The principal is this, the value of the column, and that. */
  readonly before: Principal;
  readonly after: string;
}
