import { aclError } from '../authz/acl-error.ts';
import { aclInJson } from '../authz/acl-json.ts';
import type { AclTemplate } from '../authz/acl-template.ts';
import { ownMembers } from '../base/own-members.ts';
import { ownItems, readAce } from '../authz/compile-acl.ts';
import { collectFaults, throwIfAny } from '../options/configuration-error.ts';
import type { TemplateAce } from './guard.ts';
import { when } from './guard.ts';
import { isHole } from './hole.ts';
import type { JsonColumns } from './json-columns.ts';
import { JsonColumnReader, made } from './json-columns.ts';
import type { TemplateLine } from './line.ts';
import type { TemplateOptions } from './lineage.ts';
import { aclFor } from './template.ts';

/** The options of `templateFromJson`. */
export interface TemplateJsonOptions<Row, P extends string = string>
  extends TemplateOptions<Row, P> {
  /**
   * The columns that a line may name, and what they hold: any other is an error. The author of the
   * JSON must not choose what stands in a query.
   */
  readonly columns: JsonColumns<Row>;
  /** The closed list of permission names; left out to accept every name. */
  readonly permissions?: readonly P[] | undefined;
}

/**
 * Makes a template of parsed JSON, as `aclFor` does of lines in code.
 *
 * @param value - a list of lines as `templateToJson` writes them, or a {@link TemplateDocument}; a
 *   list without a version is of version 1
 * @throws ConfigurationError `acl_invalid` naming every line and option that is wrong
 * @example
 * const reportAcl = templateFromJson<Report>(JSON.parse(row.acl), {
 *   columns: { ownerId: 'text', teamId: 'number', archived: 'boolean' },
 *   permissions: ['read', 'edit'],
 *   root: site,
 * });
 */
export function templateFromJson<Row, P extends string = string>(
  value: unknown,
  options: TemplateJsonOptions<Row, P>,
): AclTemplate<Row, P> {
  const { columns, permissions, ...rest } = ownMembers(options);
  const reader = new JsonColumnReader(columns);
  const given = aclInJson(value, 'template');
  if (!Array.isArray(given)) throw aclError('The template is not a list of lines: [ACE, …].');
  if (permissions !== undefined && !Array.isArray(permissions))
    throw aclError('permissions of templateFromJson is not a list of names.');
  const faults: string[] = [];
  const lines = ownItems(given).map((line, place) => {
    const before = `Line ${place + 1} of the template`;
    const own: string[] = [];
    const read = collectFaults(own, () => readLine(line, reader, permissions));
    faults.push(...own.map((fault) => `${before} ${fault}`));
    return read as TemplateLine<Row, P>;
  });
  throwIfAny(faults, 'acl_invalid');
  return aclFor<Row>()(lines, rest as TemplateOptions<Row, P>);
}

/** @throws ConfigurationError with what is wrong, to be put behind the number of the line */
function readLine(
  line: unknown,
  columns: JsonColumnReader,
  permissions: readonly string[] | undefined,
): TemplateLine<never> {
  const { condition, given } = partsOf(line);
  const ace = ownItems(given);
  const principal = columns.readPrincipal(ace[1]);
  const { own, error } = readAce(
    [ace[0], isHole(principal) ? 'a' : principal, ...ace.slice(2)],
    permissions,
    true,
  );
  if (error !== null) throw aclError(`${error}.`);
  const read = [own[0], principal, own[2]] as unknown as TemplateAce<never>;
  if (condition === null) return read;
  const checked = columns.readCondition(condition);
  return made(() => when<never, string>(checked as never, read as never));
}

function partsOf(line: unknown): {
  readonly condition: object | null;
  readonly given: readonly unknown[];
} {
  if (Array.isArray(line)) return { condition: null, given: line };
  const members = new Map<string, unknown>(Object.entries(line ?? {}));
  const [condition, given] = [members.get('when'), members.get('ace')];
  const isObject = typeof condition === 'object' && condition !== null && !Array.isArray(condition);
  if (typeof line !== 'object' || members.size !== 2 || !isObject || !Array.isArray(given))
    throw aclError('is neither an ACE nor { "when": { … }, "ace": ACE }.');
  return { condition, given };
}
