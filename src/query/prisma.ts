import { aclError } from '../authz/acl-error.ts';
import type { List, TreeCondition, ValueCondition } from '../authz/acl-template.ts';
import { quoted } from '../authz/label.ts';
import { both, either } from './condition.ts';

/** A `where` of Prisma. */
export type PrismaWhere = Record<string, unknown>;

/** What `prisma` needs to know of the schema. */
export interface PrismaOptions {
  /** Text of `mysql` is compared by collations: `mysql-binary` says that all are binary. */
  readonly provider: 'postgresql' | 'sqlite' | 'mysql' | 'mysql-binary';
  /** The columns that cannot be NULL: Prisma refuses to compare them with null. */
  readonly required?: readonly string[] | undefined;
  /** The relation field of each column that refers to another row: `{ folderId: 'folder' }`. */
  readonly relations?: Readonly<Record<string, string>> | undefined;
  /** How many rows of a tree are climbed; those below are left out. Default: 8. */
  readonly depth?: number | undefined;
}

const NONE: PrismaWhere = { OR: [] };

/**
 * How many objects and arrays may stand in each other: Prisma 7.10 reads 121, and two are for the
 * conditions of the application.
 */
const MOST_LEVELS = 119;

/**
 * Writes a list as a `where` of Prisma. It has no recursive queries: trees are nested conditions.
 *
 * @throws ConfigurationError `acl_invalid` if a relation is missing, if text would be compared
 *   by a collation, or if the `where` is nested more deeply than Prisma reads
 * @example
 * const mine = prisma(auth.list(reportAcl, 'read'), { provider: 'postgresql', required: ['id'] });
 * await client.report.findMany({ where: { AND: [mine, search] }, take: 50 });
 */
export function prisma(list: List, options: PrismaOptions): PrismaWhere {
  const { provider, required = [], relations = {}, depth: most = 8 } = options;
  const isNull = (column: string) => (required.includes(column) ? NONE : { [column]: null });
  const notNull = (column: string) =>
    required.includes(column) ? {} : { [column]: { not: null } };

  function valued({ op, column, kind, values }: ValueCondition): PrismaWhere {
    if (provider === 'mysql' && kind !== 'number' && kind !== 'boolean')
      throw aclError(
        `prisma() compares ${quoted(column)} by its collation: give it a binary one, and write provider: 'mysql-binary'.`,
      );
    const isIn = op === 'in';
    const of =
      kind === 'boolean'
        ? {
            OR: [true, false]
              .filter((one) => values.includes(one) === isIn)
              .map((one) => ({ [column]: one })),
          }
        : { [column]: isIn ? { in: values } : { notIn: values } };
    return isIn ? of : { OR: [isNull(column), of] };
  }

  function related(column: string, where: PrismaWhere): PrismaWhere {
    if (!Object.hasOwn(relations, column))
      throw aclError(`prisma() needs the relation of the column ${quoted(column)}: relations.`);
    return { [relations[column] as string]: { is: where } };
  }

  function climbed(tree: TreeCondition, left: number): PrismaWhere {
    const { column, first, next, depth } = tree;
    if (left === 0 || most - left >= depth) return NONE;
    const top = both({ op: 'null', column }, first);
    const inner = both({ op: 'not null', column }, next);
    return related(
      column,
      written(either(top, inner), () => climbed(tree, left - 1)),
    );
  }

  function written(of: List, inherited: () => PrismaWhere): PrismaWhere {
    if (of === 'all') return {};
    if (of === 'none') return NONE;
    switch (of.op) {
      case 'and':
        return conjunction(of.of.map((one) => written(one, inherited)));
      case 'or':
        return { OR: of.of.map((one) => written(one, inherited)) };
      case 'in':
      case 'not in':
        return valued(of);
      case 'null':
        return isNull(of.column);
      case 'not null':
        return notNull(of.column);
      case 'inherited':
        return inherited();
      case 'parent':
        return related(of.column, written(of.where, inherited));
      case 'tree':
        return climbed(of, most);
    }
  }
  const where = written(list, () => NONE);
  const levels = levelsOf(where);
  if (levels > MOST_LEVELS)
    throw aclError(
      `prisma() wrote ${levels} nested levels, and Prisma reads ${MOST_LEVELS}: pass a depth below ${most}.`,
    );
  return where;
}

/** Members of one object hold together, without a level more. */
function conjunction(parts: readonly PrismaWhere[]): PrismaWhere {
  const names = parts.flatMap((part) => Object.keys(part));
  return new Set(names).size === names.length ? Object.assign({}, ...parts) : { AND: parts };
}

function levelsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Object.values(value).reduce((most: number, one) => Math.max(most, levelsOf(one)), 0);
}
