/** Decisions: of a small application beside other libraries, and with a long list. */
import { compare, each } from '../lib/rounds.mjs';
import { ours } from '../lib/suite.mjs';
import { fresh } from '../lib/tokens.mjs';
import { caslAbility, peersFor } from './peers.mjs';
import { documentWith, freshDocument, MIXED, plainWalk, requests, UNMATCHED } from './world.mjs';

const { Allow, compileAcl, decide, Everyone, permits, user } = ours;
const MOST = 50_000;

const written = documentWith((acl) => acl);
const compiled = documentWith(compileAcl);

const asking = (ask) => (resource) =>
  each((i) => ask(resource, i.principals, i.permission) === (i.wanted ?? true));
const permitted = asking(permits);
const walked = asking(plainWalk);
const decided = asking((...asked) => decide(...asked).allowed);
const explained = asking((...asked) => {
  const { allowed, reason } = decide(...asked);
  return reason.length > 0 && allowed;
});

const mine = (run, more = '', prepare) => ({
  who: `pyramidion${more}`,
  role: 'ours',
  prepare,
  run,
});
const limit = (run, prepare) => ({ who: 'plain walk', role: 'limit', prepare, run });

/** One decision of a small application: mostly allowed, and by no ACE. */
export async function smallLists(how) {
  const rows = [];
  for (const [what, people] of [
    ['3 × 5 ACEs, 6 principals', MIXED],
    ['3 × 5 ACEs, no ACE matches', UNMATCHED],
  ]) {
    const subjects = [
      mine(permitted(written)),
      mine(permitted(compiled), ', compiled ACL'),
      mine(decided(written), ', decide'),
      mine(explained(written), ', decide and reason'),
      limit(walked(written)),
      ...(await peersFor(people)),
    ];
    rows.push(...(await compare({ what, inputs: requests(people), most: MOST, subjects }, how)));
  }
  return rows;
}

/** The document was just read from a database. */
export function freshLists(how) {
  const prepare = (inputs) => {
    const documents = new Map(inputs.map((input) => [input, freshDocument(written)]));
    return inputs.map((input) => ({ ...input, document: documents.get(input) }));
  };
  const on = (ask) => each((i) => ask(i.document, i.principals, i.permission) === i.wanted);
  const making = (i) => permits(freshDocument(written), i.principals, i.permission) === i.wanted;
  const subjects = [
    mine(on(permits), '', prepare),
    mine(each(making), ', with making the list'),
    limit(on(plainWalk), prepare),
  ];
  const what = 'list of the leaf new for each request';
  return compare({ what, inputs: requests(MIXED), most: MOST, subjects }, how);
}

/** One ACE for each user, the permissions in turn. */
const acesFor = (count) =>
  Array.from({ length: count }, (_, id) => [Allow, user(id), id % 2 === 0 ? 'view' : 'edit']);

const others = ['system.Authenticated', 'role:reader', 'group:sales', 'group:press'];
const userOf = (id) => ({
  permission: id % 2 === 0 ? 'view' : 'edit',
  principals: [Everyone, ...others, user(id)].map(fresh),
});

/** A new person each time, so that no ACE and no principal is in the cache of the processor. */
export function longList(how) {
  const acl = acesFor(20_000);
  const built = (i) => caslAbility(i.principals, acl).can(i.permission, 'Document');
  const anyUser = () => userOf(Math.floor(Math.random() * acl.length));
  const comparison = {
    what: '20,000 ACEs on one resource',
    inputs: (count) => Array.from({ length: count }, anyUser),
    most: 5_000,
    subjects: [
      mine(permitted({ acl: compileAcl(acl) }), ', compiled ACL'),
      mine(permitted({ acl })),
      limit(walked({ acl })),
      { who: 'CASL, ability built for each request', role: 'peer', run: each(built) },
    ],
  };
  return compare(comparison, how);
}
