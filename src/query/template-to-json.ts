import { aclError } from '../authz/acl-error.ts';
import type { AclTemplate, Condition, Hole, List } from '../authz/acl-template.ts';
import { TEMPLATE } from '../authz/acl-template.ts';
import { AllPermissions } from '../authz/acl-types.ts';
import { ALL_IN_JSON } from '../authz/compile-acl.ts';
import { isHole } from './hole.ts';
import type { JsonAce, JsonHole, JsonLine, JsonValue, TemplateJson } from './template-json.ts';

/**
 * Returns the lines of a template as JSON, for a file or a column: `templateFromJson` makes the
 * same template of it. Holes stay holes. The options of the template are code, and are not in it.
 *
 * @throws ConfigurationError `acl_invalid` if the value is no template
 * @example
 * JSON.stringify(templateToJson(reportAcl));
 * // [["Allow",{"owner":"ownerId"},["read","edit"]]]
 */
export function templateToJson<Row, P extends string>(template: AclTemplate<Row, P>): TemplateJson {
  const rules = (template as AclTemplate<Row, P> | undefined)?.[TEMPLATE];
  if (rules === undefined)
    throw aclError('templateToJson() takes a template: write aclFor<Row>()([…]).');
  return rules.lines.map(({ guard, ace }): JsonLine => {
    const json = aceToJson(ace);
    return guard === 'all' ? json : { when: whenOf(guard), ace: json };
  });
}

function aceToJson([action, principal, named]: readonly unknown[]): JsonAce {
  return [
    action as string,
    isHole(principal) ? holeToJson(principal) : (principal as string),
    named === AllPermissions ? ALL_IN_JSON : (named as string | readonly string[]),
  ];
}

function holeToJson({ column, before, after }: Hole<never>): JsonHole {
  const [kind = '', issuer] = before.slice(0, -1).split('@');
  if (kind === 'user') return issuer === undefined ? { owner: column } : { owner: column, issuer };
  const member = { member: before.slice(0, -1), column };
  return after === '' ? member : { ...member, role: after.slice(1) };
}

/** The condition of `when`: columns that are joined by "and", each with one value or several. */
function whenOf(guard: List): Record<string, JsonValue | readonly JsonValue[]> {
  const whole = guard as Condition;
  const columns = whole.op === 'and' ? whole.of : [whole];
  return Object.fromEntries(
    columns.map((condition) => {
      const parts = condition.op === 'or' ? condition.of : [condition];
      const values = parts.flatMap((part): readonly JsonValue[] =>
        part.op === 'in' ? part.values : [null],
      );
      const { column } = parts[0] as { readonly column: string };
      return [column, values.length === 1 ? (values[0] as JsonValue) : values];
    }),
  );
}
