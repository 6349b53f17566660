import type { PrismaWhere } from '../../src/query.ts';
import type { World } from './rows.ts';

type Row = Readonly<Record<string, unknown>>;
/** True, false, or unknown: what SQL answers for NULL. */
type Truth = boolean | null;

/** The relation fields of the schema of a world: their column, and the table that it refers to. */
const RELATIONS: Readonly<Record<string, readonly [column: string, table: keyof World]>> = {
  folder: ['folderId', 'folders'],
  parent: ['parentId', 'folders'],
  site: ['siteId', 'sites'],
};

/** Whether a row fulfils a `where`, as the documentation of Prisma says, with the NULL of SQL. */
export function fulfils(where: PrismaWhere, row: Row, world: World): boolean {
  return truthOf(where, row, world) === true;
}

function truthOf(where: PrismaWhere, row: Row, world: World): Truth {
  return all(Object.entries(where).map(([name, wanted]) => memberHolds(name, wanted, row, world)));
}

function memberHolds(name: string, wanted: unknown, row: Row, world: World): Truth {
  const parts = () => (wanted as PrismaWhere[]).map((one) => truthOf(one, row, world));
  if (name === 'AND') return all(parts());
  if (name === 'OR') return any(parts());
  const relation = RELATIONS[name];
  if (relation === undefined) return valueHolds(wanted, row[name]);
  const [column, table] = relation;
  const related = (world[table] as unknown as readonly Row[]).find(({ id }) => id === row[column]);
  const { is, ...others } = wanted as { readonly is: PrismaWhere };
  if (Object.keys(others).length > 0) throw new Error('an unknown filter of a relation');
  return related !== undefined && truthOf(is, related, world) === true;
}

function valueHolds(wanted: unknown, value: unknown): Truth {
  if (value === undefined) throw new Error('a column that the row does not have');
  if (wanted === null) return value === null;
  if (typeof wanted !== 'object') return value === null ? null : value === wanted;
  const [[operator, operand] = []] = Object.entries(wanted);
  if (operator === 'not' && operand === null) return value !== null;
  const isIn = operator === 'in';
  if (!isIn && operator !== 'notIn') throw new Error(`an unknown filter ${operator}`);
  return value === null ? null : (operand as unknown[]).includes(value) === isIn;
}

function all(parts: readonly Truth[]): Truth {
  if (parts.includes(false)) return false;
  return parts.includes(null) ? null : true;
}

function any(parts: readonly Truth[]): Truth {
  if (parts.includes(true)) return true;
  return parts.includes(null) ? null : false;
}
