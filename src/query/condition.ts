import type { Condition, List } from '../authz/acl-template.ts';

/** Returns the rows that are in one of two lists. */
export function either(one: List, other: List): List {
  if (one === 'all' || other === 'all') return 'all';
  return joined('or', one, other, 'none');
}

/** Returns the rows that are in both lists. */
export function both(one: List, other: List): List {
  if (one === 'none' || other === 'none') return 'none';
  return joined('and', one, other, 'all');
}

function joined(op: 'and' | 'or', one: List, other: List, neutral: 'all' | 'none'): List {
  if (one === neutral) return other;
  if (other === neutral) return one;
  return { op, of: [...parts(op, one as Condition), ...parts(op, other as Condition)] };
}

function parts(op: 'and' | 'or', condition: Condition): readonly Condition[] {
  return condition.op === op ? condition.of : [condition];
}

const OPPOSITE = {
  in: 'not in',
  'not in': 'in',
  null: 'not null',
  'not null': 'null',
} as const;

/** Returns the rows that are not in a list of the condition of one line: of its columns alone. */
export function except(list: List): List {
  if (list === 'all') return 'none';
  if (list === 'none') return 'all';
  switch (list.op) {
    case 'and':
      return list.of.map(except).reduce(either);
    case 'or':
      return list.of.map(except).reduce(both);
    case 'in':
    case 'not in':
      return { ...list, op: OPPOSITE[list.op] };
    case 'null':
    case 'not null':
      return { op: OPPOSITE[list.op], column: list.column };
    case 'parent':
    case 'tree':
    case 'inherited':
      throw new TypeError(`The condition ${list.op} is not of the columns of a row.`);
  }
}
