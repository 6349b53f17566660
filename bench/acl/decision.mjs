/** One decision of a small application, as it is asked and as it is answered by others. */
import { decide, DenyAll, permits } from '../../dist/acl.js';
import { compare, each, eachAsync } from '../lib/rounds.mjs';
import { accessControlOf, caslAbility, caslRaw, casbinOf } from './peers.mjs';
import { plainWalk } from './walk.mjs';
import { DENIED, documentWith, flat, freshDocument, MIXED, requests } from './world.mjs';

const MANY = 50_000;
const RIGHT = (answer, { wanted }) => answer === wanted;

/** What a subject needs for each person, made once for each of them and outside of what is measured. */
const forEachPerson = (make) => (inputs) => {
  const made = new Map();
  return inputs.map((input) => {
    if (!made.has(input)) made.set(input, { ...input, ...make(input, made.size) });
    return made.get(input);
  });
};
const asSet = forEachPerson(({ principals }) => ({ principals: new Set(principals) }));

const written = documentWith('written');
const frozen = documentWith('frozen');
const asked = (resource) => each((input) => RIGHT(permits(resource, input.principals, input.permission), input));
const walked = (resource) => each((input) => RIGHT(plainWalk(resource, input.principals, input.permission), input));

/** Each as its documentation asks, and with all that can be prepared for a person prepared. */
async function peers(questions) {
  const casbin = await casbinOf(questions);
  const { control, rolesOf } = accessControlOf();
  const person = forEachPerson((input) => {
    const ability = caslAbility(input.principals, flat());
    return { sub: `person ${input.id}`, roles: rolesOf(input), ability, rules: ability.rules };
  });
  const lines = flat();
  return [
    ['CASL, ability kept for each person', each((i) => RIGHT(i.ability.can(i.permission, 'Document'), i))],
    ['CASL, ability built for each request', each((i) => RIGHT(caslAbility(i.principals, lines).can(i.permission, 'Document'), i))],
    ['CASL, built from rules kept for each person', each((i) => RIGHT(caslRaw(i.rules).can(i.permission, 'Document'), i))],
    ['casbin, enforce', eachAsync(async (i) => RIGHT(await casbin.plain.enforce(i.sub, 'document', i.permission), i))],
    ['casbin, enforceSync', each((i) => RIGHT(casbin.plain.enforceSync(i.sub, 'document', i.permission), i))],
    ['casbin, cached enforcer', eachAsync(async (i) => RIGHT(await casbin.cached.enforce(i.sub, 'document', i.permission), i))],
    ['accesscontrol', each((i) => RIGHT(control.can(i.roles).do(i.permission, 'document').granted, i))],
  ].map(([who, run]) => ({ who, role: 'peer', prepare: person, run }));
}

export async function staticTree(how) {
  const explained = each((i) => {
    const decision = decide(written, i.principals, i.permission);
    return RIGHT(decision.allowed, i) && decision.reason.length > 0;
  });
  const comparison = {
    what: '3 × 5 ACEs, 6 principals',
    inputs: requests(MIXED),
    most: MANY,
    subjects: [
      { who: 'pyramidion', role: 'ours', run: asked(written) },
      { who: 'pyramidion, checkAcl', role: 'ours', run: asked(frozen) },
      { who: 'pyramidion, decide', role: 'ours', run: each((i) => RIGHT(decide(written, i.principals, i.permission).allowed, i)) },
      { who: 'pyramidion, decide and reason', role: 'ours', run: explained },
      { who: 'plain walk', role: 'limit', run: walked(written) },
      ...(await peers(MIXED)),
    ],
  };
  return compare(comparison, how);
}

export async function deniedByDefault(how) {
  const comparison = {
    what: '3 × 5 ACEs, none speaks',
    inputs: requests(DENIED),
    most: MANY,
    subjects: [
      { who: 'pyramidion', role: 'ours', run: asked(written) },
      { who: 'pyramidion, checkAcl', role: 'ours', run: asked(frozen) },
      { who: 'plain walk', role: 'limit', run: walked(written) },
      ...(await peers(DENIED)).filter(
        ({ who }) => who.includes('kept for each person') || who === 'casbin, enforceSync' || who === 'accesscontrol',
      ),
    ],
  };
  return compare(comparison, how);
}

/** The same question with Sets in the place of lists, and a last line that denies everybody everything. */
export async function otherwiseWritten(how) {
  const closed = documentWith('written');
  closed.parent.parent.acl.push(DenyAll);
  const comparison = {
    what: '3 × 5 ACEs, otherwise written',
    inputs: requests(MIXED),
    most: MANY,
    subjects: [
      { who: 'pyramidion, as above', role: 'ours', run: asked(written) },
      { who: 'pyramidion, Set of principals', role: 'ours', prepare: asSet, run: asked(written) },
      { who: 'pyramidion, Sets of permissions', role: 'ours', run: asked(documentWith('sets')) },
      { who: 'pyramidion, DenyAll at the end', role: 'ours', run: asked(closed) },
      { who: 'plain walk', role: 'limit', run: walked(written) },
    ],
  };
  return compare(comparison, how);
}

/** The document was just read from a database, and its list was made for this request; project and site stay. */
export async function freshLeaf(how) {
  const project = written.parent;
  const prepare = forEachPerson((input, id) => ({ document: freshDocument(project, id) }));
  const comparison = {
    what: 'list of the leaf new for each request',
    inputs: requests(MIXED),
    most: MANY,
    subjects: [
      { who: 'pyramidion', role: 'ours', prepare, run: each((i) => RIGHT(permits(i.document, i.principals, i.permission), i)) },
      {
        who: 'pyramidion, with making the list',
        role: 'ours',
        run: each((i) => RIGHT(permits(freshDocument(project, i.id), i.principals, i.permission), i)),
      },
      { who: 'plain walk', role: 'limit', prepare, run: each((i) => RIGHT(plainWalk(i.document, i.principals, i.permission), i)) },
      {
        who: 'CASL, ability built for each request',
        role: 'peer',
        run: each((i) => RIGHT(caslAbility(i.principals, flat()).can(i.permission, 'Document'), i)),
      },
    ],
  };
  return compare(comparison, how);
}
