/**
 * The other libraries that answer what a person may do, given the ACEs of the small world. None of
 * them knows parents: they get all fifteen ACEs as those of one thing, which spares them the walk.
 */
import { AbilityBuilder, createMongoAbility } from '@casl/ability';
import { AccessControl } from 'accesscontrol';
import { newCachedEnforcer, newEnforcer, newModelFromString, StringAdapter } from 'casbin';
import { ours } from '../lib/ours.mjs';
import { each, eachAsync } from '../lib/rounds.mjs';
import { flat, principalsOf } from './world.mjs';

const { AllPermissions, Allow } = ours;
const listOf = (named) => [named].flat();

/** As its guide does it: the rules of one person. Of its rules the last wins, of ours the first. */
export function caslAbility(principals, aces) {
  const { can, cannot, build } = new AbilityBuilder(createMongoAbility);
  for (let at = aces.length - 1; at >= 0; at--) {
    const [action, principal, named] = aces[at];
    if (!principals.includes(principal)) continue;
    const what = named === AllPermissions ? 'manage' : listOf(named);
    if (action === Allow) can(what, 'Document');
    else cannot(what, 'Document');
  }
  return build();
}

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

/** The first of its policies that matches decides, as with us; people have principals as roles. */
async function casbinOf(people) {
  const policies = flat().flatMap(([action, principal, named]) =>
    (named === AllPermissions ? ['*'] : listOf(named)).map(
      (act) => `p, ${principal}, document, ${act}, ${action === Allow ? 'allow' : 'deny'}`,
    ),
  );
  const roles = people.flatMap((one) =>
    principalsOf(one).map((principal) => `g, person ${one.id}, ${principal}`),
  );
  const text = [...policies, ...roles].join('\n');
  const parts = () => [newModelFromString(MODEL), new StringAdapter(text)];
  return [await newEnforcer(...parts()), await newCachedEnforcer(...parts())];
}

const roleOf = (principal) => principal.replace(/\W/g, '-');

/** It throws for an unknown role, and so is asked about those that some ACE names. */
function accessControlOf(people) {
  const control = new AccessControl();
  const all = people.map(({ permission }) => permission);
  for (const [action, principal, named] of flat()) {
    const role =
      action === Allow ? control.grant(roleOf(principal)) : control.deny(roleOf(principal));
    for (const act of named === AllPermissions ? all : listOf(named)) role.action(act, 'document');
  }
  control.lock();
  const known = new Set(control.getRoles());
  const rolesOf = (one) =>
    principalsOf(one)
      .map(roleOf)
      .filter((role) => known.has(role));
  return [control, rolesOf];
}

/** Each as its documentation asks, with all that can be prepared for a person prepared. */
export async function peersFor(people) {
  const [casbin, cached] = await casbinOf(people);
  const [control, rolesOf] = accessControlOf(people);
  const aces = flat();
  const made = new Map();
  const prepare = (inputs) =>
    inputs.map((one) => {
      if (!made.has(one.id))
        made.set(one.id, {
          sub: `person ${one.id}`,
          roles: rolesOf(one),
          ability: caslAbility(one.principals, aces),
        });
      return { ...one, ...made.get(one.id) };
    });
  const peers = {
    'CASL, ability kept for each person': (i) => i.ability.can(i.permission, 'Document'),
    'CASL, ability built for each request': (i) =>
      caslAbility(i.principals, aces).can(i.permission, 'Document'),
    'casbin, enforceSync': (i) => casbin.enforceSync(i.sub, 'document', i.permission),
    'casbin, cached enforcer': async (i) => cached.enforce(i.sub, 'document', i.permission),
    accesscontrol: (i) => control.can(i.roles).do(i.permission, 'document').granted,
  };
  return Object.entries(peers).map(([who, ask]) => {
    const run =
      who === 'casbin, cached enforcer'
        ? eachAsync(async (input) => (await ask(input)) === input.wanted)
        : each((input) => ask(input) === input.wanted);
    return { who, role: 'peer', prepare, run };
  });
}
