import { aclError } from './acl-error.ts';
import type { Principals } from './acl-index.ts';
import type { AclTemplate, List } from './acl-template.ts';
import { TEMPLATE } from './acl-template.ts';

/**
 * Returns which rows of a table the principals may use: the rows for which `permits` answers yes.
 * Within a request write `auth.list(template, permission)`.
 *
 * @param principals - a list or Set of strings
 * @returns `'all'`, `'none'`, or a condition for `filter` or for one of the renderers
 * @throws ConfigurationError `acl_invalid` if the template or the principals are none
 * @example
 * const mine = list(reportAcl, [Everyone, Authenticated, user(4)], 'read');
 */
export function list<Row, P extends string>(
  template: AclTemplate<Row, P>,
  principals: Principals,
  permission: NoInfer<P>,
): List<Row> {
  const rules = (template as AclTemplate<Row, P> | undefined)?.[TEMPLATE];
  if (rules === undefined) throw aclError('list() takes a template: write aclFor<Row>()([…]).');
  if (typeof permission !== 'string' || !(Array.isArray(principals) || principals instanceof Set))
    throw aclError('list() takes a template, a list or Set of principals, and a permission.');
  return rules.list(principals, permission);
}
