/**
 * The other libraries that answer what somebody may do, given the same lines as the document of the small world. None of them knows
 * parents: they are given all fifteen lines as those of one thing, which spares them the walk.
 */
import { Ability, AbilityBuilder, createMongoAbility } from '@casl/ability';
import { AccessControl } from 'accesscontrol';
import { newCachedEnforcer, newEnforcer, newModelFromString, StringAdapter } from 'casbin';
import { AllPermissions, Allow, Authenticated, Everyone, user } from '../../dist/acl.js';
import { flat, PERMISSIONS } from './world.mjs';

const principalsOf = ({ id, named }) => [Everyone, Authenticated, user(id), ...named];
const listOf = (named) => (typeof named === 'string' ? [named] : named);

/** As its guide does it: the rules of one person, written when they come. Of its rules the last wins, of ours the first. */
export function caslAbility(principals, lines) {
  const { can, cannot, build } = new AbilityBuilder(createMongoAbility);
  for (let at = lines.length - 1; at >= 0; at--) {
    const [action, principal, named] = lines[at];
    if (!principals.includes(principal)) continue;
    const what = named === AllPermissions ? 'manage' : listOf(named);
    if (action === Allow) can(what, 'Document');
    else cannot(what, 'Document');
  }
  return build();
}

/** The same of rules that are in its own form already. */
export const caslRaw = (rules) => new Ability(rules);

const MODEL = `
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act, eft
[role_definition]
g = _, _
[policy_effect]
e = priority(p.eft) || deny
[matchers]
m = g(r.sub, p.sub) && r.obj == p.obj && (r.act == p.act || p.act == '*')
`;

/** Of its policies the first that matches decides, as with us; persons have their principals as roles. */
export async function casbinOf(persons) {
  const policies = flat().flatMap(([action, principal, named]) =>
    (named === AllPermissions ? ['*'] : listOf(named)).map((act) =>
      ['p', principal, 'document', act, action === Allow ? 'allow' : 'deny'].join(', '),
    ),
  );
  const roles = persons.flatMap((person) => principalsOf(person).map((principal) => `g, person ${person.id}, ${principal}`));
  const text = [...policies, ...roles].join('\n');
  const parts = () => [newModelFromString(MODEL), new StringAdapter(text)];
  return { plain: await newEnforcer(...parts()), cached: await newCachedEnforcer(...parts()) };
}

const roleOf = (principal) => principal.replace(/\W/g, '-');

/** It refuses to be asked about roles that it does not know, and so is asked about those that some line names. */
export function accessControlOf() {
  const control = new AccessControl();
  for (const [action, principal, named] of flat()) {
    for (const permission of named === AllPermissions ? PERMISSIONS : listOf(named)) {
      if (action === Allow) control.grant(roleOf(principal)).action(permission, 'document');
      else control.deny(roleOf(principal)).action(permission, 'document');
    }
  }
  control.lock();
  const known = new Set(control.getRoles());
  return {
    control,
    rolesOf: (person) =>
      principalsOf(person)
        .map(roleOf)
        .filter((role) => known.has(role)),
  };
}
