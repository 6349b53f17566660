import { aclError } from '../authz/acl-error.ts';
import type { AclTemplate, Hole, List } from '../authz/acl-template.ts';
import { TEMPLATE } from '../authz/acl-template.ts';
import type { Ace, Acl, Resource } from '../authz/acl-types.ts';
import { throwIfAny } from '../options/configuration-error.ts';
import { guardHolds } from './filter.ts';
import { foldLines } from './fold.ts';
import { principalOf } from './hole.ts';
import type { CheckedLine, TemplateLine } from './line.ts';
import { readLine } from './line.ts';
import type { TemplateOptions } from './lineage.ts';
import { parentOfRow, readLineage, withLineage } from './lineage.ts';

/** Makes a template of lines: what `aclFor` returns. */
export type MakeTemplate<Row> = <const P extends string>(
  lines: readonly TemplateLine<Row, P>[],
  options?: TemplateOptions<Row, P>,
) => AclTemplate<Row, P>;

/**
 * Begins the ACL of all rows of a table. Its lines are ACEs that may name a column by `owner` and
 * `member`, and may count for some rows only by `when`. With a row it is the ACL of that row;
 * `list` says which rows are allowed, without reading them.
 *
 * @typeParam Row - the row: a column that it does not have does not compile
 * @throws ConfigurationError `acl_invalid` naming every line and option that is wrong
 * @example
 * const reportAcl = aclFor<Report>()([
 *   when({ archived: true }, [Deny, Everyone, 'edit']),
 *   [Allow, owner('ownerId'), ['read', 'edit']],
 * ], { root: site });
 * decide(reportAcl.resource(report), principals, 'edit');
 * auth.list(reportAcl, 'read');
 */
export function aclFor<Row>(): MakeTemplate<Row> {
  return (lines, options = {}) =>
    template(lines, options as TemplateOptions<never>) as unknown as AclTemplate<Row, never>;
}

function template(given: readonly unknown[], options: TemplateOptions<never>): unknown {
  if (!Array.isArray(given)) throw aclError('aclFor()() takes a list of lines: [ACE, …].');
  const faults: string[] = [];
  const lines = given.map((line, place) => {
    const read = readLine(line);
    if (typeof read === 'string') faults.push(`Line ${place + 1} of the template ${read}.`);
    return read as CheckedLine;
  });
  throwIfAny(faults, 'acl_invalid');
  const lineage = readLineage(options);
  const aclOf = (row: unknown): Acl => lines.flatMap((line) => filled(line, row));
  return Object.assign(aclOf, {
    resource: (row: unknown, parent: Resource | null = null): Resource => {
      const { id } = row as { readonly id?: unknown };
      const name = typeof id === 'string' || typeof id === 'number' ? { id } : {};
      return { ...name, acl: aclOf(row), parent: parentOfRow(lineage, row, parent) };
    },
    [TEMPLATE]: {
      table: lineage.table,
      key: lineage.key,
      lines: Object.freeze(lines),
      list: (principals: readonly string[], permission: string): List =>
        withLineage(lineage, principals, permission, (inherited) =>
          foldLines(lines, principals, permission, inherited),
        ),
    },
  });
}

/** Returns the ACE of a row: none if the line does not count for it, or its column is NULL. */
function filled({ guard, ace: [action, named, permissions] }: CheckedLine, row: unknown): Ace[] {
  // Both are read, so that whether an error is found does not depend on the values.
  const counts = guardHolds(guard, row);
  const principal = typeof named === 'string' ? named : principalOf(named as Hole<never>, row);
  return counts && principal !== null ? [[action, principal, permissions]] : [];
}
