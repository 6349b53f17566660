/**
 * The other libraries that answer what a person may do, given the ACEs of the small world. None of
 * them knows parents: they get all fifteen ACEs as those of one thing, which spares them the walk.
 */
import { AbilityBuilder, createMongoAbility } from '@casl/ability';
import { newEnforcer, newModelFromString, StringAdapter } from 'casbin';
import { each } from '../lib/rounds.mjs';
import { ours } from '../lib/suite.mjs';
import { flat, principalsOf } from './world.mjs';

const { AllPermissions, Allow } = ours;

/** As its guide does it: the rules of one person. Of its rules the last wins, of ours the first. */
export function caslAbility(principals, aces) {
  const { can, cannot, build } = new AbilityBuilder(createMongoAbility);
  for (const [action, principal, named] of aces.toReversed()) {
    if (!principals.includes(principal)) continue;
    const what = named === AllPermissions ? 'manage' : [named].flat();
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
function casbinOf(people) {
  const policies = flat().flatMap(([action, principal, named]) =>
    [named === AllPermissions ? '*' : named]
      .flat()
      .map((act) => `p, ${principal}, document, ${act}, ${action === Allow ? 'allow' : 'deny'}`),
  );
  const roles = people.flatMap((one) =>
    principalsOf(one).map((principal) => `g, person ${one.id}, ${principal}`),
  );
  const adapter = new StringAdapter([...policies, ...roles].join('\n'));
  return newEnforcer(newModelFromString(MODEL), adapter);
}

/** Each as its documentation asks, with all that can be prepared for a person prepared. */
export async function peersFor(people) {
  const casbin = await casbinOf(people);
  const aces = flat();
  const abilities = new Map(people.map((one) => [one.id, caslAbility(principalsOf(one), aces)]));
  const kept = (inputs) => inputs.map((i) => ({ ...i, ability: abilities.get(i.id) }));
  const named = (inputs) => inputs.map((i) => ({ ...i, subject: `person ${i.id}` }));
  const peer = (who, ask, prepare) => {
    return { who, role: 'peer', prepare, run: each((i) => ask(i) === i.wanted) };
  };
  const built = (i) => caslAbility(i.principals, aces).can(i.permission, 'Document');
  return [
    peer(
      'CASL, ability kept for each person',
      (i) => i.ability.can(i.permission, 'Document'),
      kept,
    ),
    peer('CASL, ability built for each request', built),
    peer(
      'casbin, enforceSync',
      (i) => casbin.enforceSync(i.subject, 'document', i.permission),
      named,
    ),
  ];
}
