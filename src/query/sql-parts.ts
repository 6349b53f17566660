import type {
  List,
  ParentCondition,
  TreeCondition,
  ValueCondition,
} from '../authz/acl-template.ts';
import type { DialectRules } from './dialects.ts';

/** A name as text of the statement, or as a part that a query builder writes. */
export type Name = string | object;

/** How columns and tables are named; the table is null for the rows that are asked for. */
export interface Names {
  column(table: string | null, column: string, kind: ValueCondition['kind'] | null): Name;
  table(name: string): Name;
}

/** A part of a statement: strings, and between two of them a bound value or a name. */
export interface SqlParts {
  readonly strings: readonly string[];
  readonly values: readonly unknown[];
}

/** Returns the condition of a list. Every comparison is two-valued, and every value is bound. */
export function sqlParts(list: List, rules: DialectRules, names: Names): SqlParts {
  const writer = new PartsWriter(rules, names);
  writer.list(list, null);
  return { strings: writer.strings, values: writer.values };
}

class PartsWriter {
  readonly strings: string[] = [''];
  readonly values: unknown[] = [];
  readonly #rules: DialectRules;
  readonly #names: Names;
  #trees = 0;

  constructor(rules: DialectRules, names: Names) {
    this.#rules = rules;
    this.#names = names;
  }

  /** @param table - whose rows the condition is about; null for those that are asked for */
  list(list: List, table: string | null, tree = ''): void {
    if (list === 'all') return this.#text('1 = 1');
    if (list === 'none') return this.#text('1 = 0');
    switch (list.op) {
      case 'and':
      case 'or':
        return this.#joined(list.of, ` ${list.op} `, (one) => this.list(one, table, tree));
      case 'not in':
        return this.#write('not ', () => this.#isIn(list, table));
      case 'in':
        return this.#isIn(list, table);
      case 'null':
      case 'not null':
        return this.#write(() => this.#column(table, list.column), ` is ${list.op}`);
      case 'inherited':
        return this.#text(`${tree}.ok = 1`);
      case 'parent':
        return this.#parent(list, table);
      case 'tree':
        return this.#tree(list, table);
    }
  }

  #isIn({ column, kind, values }: ValueCondition, table: string | null): void {
    const { value, inexact, exactColumn, exactValue, isTrue, isFalse } = this.#rules;
    const named = () => this.#column(table, column, kind);
    if (kind === 'boolean')
      return this.#joined(values, ' or ', (one) => this.#around(one ? isTrue : isFalse, named));
    const oneOf = (around: readonly [string, string] = ['', '']) =>
      this.#joined(values, ', ', (one) => this.#around(around, () => this.#push(one)));
    this.#write('(', named, ' is not null and ', named, ' in ', () => oneOf(value[kind]));
    if (inexact.includes(kind))
      this.#write(
        ' and ',
        () => this.#around(exactColumn, named),
        ' in ',
        () => oneOf(exactValue),
      );
    this.#text(')');
  }

  #parent({ column, table, key, where }: ParentCondition, of: string | null): void {
    const named = () => this.#column(of, column);
    this.#write('(', named, ' is not null and ', named, ' in (select ');
    this.#write(
      () => this.#column(table, key),
      ' from ',
      () => this.#table(table),
      ' where ',
    );
    this.#write(() => this.list(where, table), '))');
  }

  /** From the rows without a parent downwards, so that rows in a loop are never reached. */
  #tree({ column, table, key, first, next, depth }: TreeCondition, of: string | null): void {
    const tree = `pyramidion_${++this.#trees}`;
    const named = () => this.#column(of, column);
    const id = () => this.#column(table, key);
    const up = () => this.#column(table, column);
    const answer = (list: List) =>
      this.#write('case when ', () => this.list(list, table, tree), ' then 1 else 0 end');
    this.#write('(', named, ' is not null and ', named, ' in (with recursive ');
    this.#write(`${tree}(id, ok, depth) as (select `, id, ', ', () => answer(first), ', 1 from ');
    this.#write(() => this.#table(table), ' where ', up, ' is null union all select ', id, ', ');
    this.#write(() => answer(next), `, ${tree}.depth + 1 from ${tree} join `);
    this.#write(() => this.#table(table), ' on ', up, ` = ${tree}.id where ${tree}.depth < `);
    this.#push(depth);
    this.#text(`) select id from ${tree} where ok = 1))`);
  }

  #joined<T>(parts: readonly T[], between: string, write: (part: T) => void): void {
    parts.forEach((part, at) => this.#write(at === 0 ? '(' : between, () => write(part)));
    this.#text(')');
  }

  #around([before, after]: readonly [string, string], write: () => void): void {
    this.#write(before, write, after);
  }

  #write(...parts: readonly (string | (() => void))[]): void {
    for (const part of parts)
      if (typeof part === 'string') this.#text(part);
      else part();
  }

  #column(table: string | null, column: string, kind: ValueCondition['kind'] | null = null): void {
    this.#name(this.#names.column(table, column, kind));
  }

  #table(name: string): void {
    this.#name(this.#names.table(name));
  }

  #name(name: Name): void {
    if (typeof name === 'string') this.#text(name);
    else this.#push(name);
  }

  #text(text: string): void {
    this.strings[this.strings.length - 1] += text;
  }

  #push(value: unknown): void {
    this.values.push(value);
    this.strings.push('');
  }
}
