/**
 * Runs each row a fixed number of times while valgrind counts the instructions of this process.
 * Nothing in it depends on time or chance. A call of `os.loadavg` marks the ends of a block.
 * Usage: node driver.mjs DIST; prints the rows in the order in which they ran
 */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { loadavg } from 'node:os';
import { headersOf, libraryAt, loginView, sessionCookie, View } from '../library.mjs';

// The token cache keys its fingerprints at random: tokens would collide in one run and not in
// another.
crypto.randomBytes = (size) => Buffer.alloc(size, 0x5a);
crypto.randomFillSync = (bytes) => bytes.fill(0x5a);
syncBuiltinESMExports();

/** All rows are warmed up in turns, as in a server, so that no code is compiled for one of them. */
const WARM_UP = 8;
/** The median block of a row counts, since one of them may meet the collector. */
const BLOCKS = 3;
const USERS = 100;
const NOW = 1_700_000_000;
/** No secret: it signs nothing but what is made here. */
const SECRET = crypto.createHash('sha512').update('for counting instructions').digest('base64url');

const lib = await libraryAt(process.argv[2]);
const { Allow, AllPermissions, Authenticated, Deny, Everyone } = lib;

let time = NOW * 1000;
const security = lib.createSecurity({
  privateKey: SECRET,
  algorithm: 'HS256',
  expiration: '1h',
  clock: () => time,
  policies: [lib.headerPolicy(), lib.cookiePolicy({ reissueTime: '5m', sessionLifetime: '12h' })],
  callback: (_userId, { claims }) => [`role:${claims.role}`],
  root: { acl: [[Allow, Authenticated, 'read']] },
});

/** Three resources with five ACEs each. */
function documentWith(compile) {
  const site = {
    acl: compile([
      [Deny, 'group:suspended', ['comment', 'edit', 'publish', 'delete']],
      [Allow, 'role:admin', AllPermissions],
      [Allow, 'role:auditor', 'audit'],
      [Allow, Authenticated, 'search'],
      [Deny, 'role:auditor', 'delete'],
    ]),
  };
  const project = {
    parent: site,
    acl: compile([
      [Allow, 'group:project', ['view', 'comment']],
      [Allow, 'role:editor', ['edit', 'publish']],
      [Allow, 'role:reviewer', 'comment'],
      [Deny, 'group:contractors', 'export'],
      [Allow, 'role:exporter', 'export'],
    ]),
  };
  return {
    parent: project,
    acl: compile([
      [Allow, 'user:7', ['view', 'edit', 'delete']],
      [Allow, 'group:readers', 'view'],
      [Deny, 'group:interns', 'publish'],
      [Allow, 'group:translators', 'translate'],
      [Allow, 'user:9', 'edit'],
    ]),
  };
}

const written = documentWith((acl) => acl);
const compiled = documentWith(lib.compileAcl);
const asked = { permission: 'edit', principals: principals('role:editor') };
const unmatched = { permission: 'edit', principals: principals('role:member') };

function principals(role) {
  return [Everyone, Authenticated, 'user:24', role, 'group:sales', 'group:press'];
}

let made = 0;
function newToken() {
  const segment = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sub = `user-${String(made++).padStart(6, '0')}`;
  const claims = { sub, iat: NOW - 60, exp: NOW + 3600, jti: `t-${sub}`, role: 'reader' };
  const input = `${segment({ alg: 'HS256', typ: 'JWT' })}.${segment(claims)}`;
  return `${input}.${crypto.createHmac('sha256', SECRET).update(input).digest('base64url')}`;
}

/** A new string each time, as a server gets it: a string that was seen before keeps its hash. */
const fresh = (text) => Buffer.from(text, 'latin1').latin1Slice();
const bearer = (token) => new View({ authorization: fresh(`Bearer ${token}`) });
/** An invalid signature, another one at each call. */
const withOtherSignature = (token) => {
  const signature = `${String(made++).padStart(42, 'x')}A`;
  return `${token.slice(0, token.lastIndexOf('.'))}.${signature}`;
};

const tokens = Array.from({ length: USERS }, newToken);
const cookies = [];
for (let user = 0; user < USERS; user++) {
  const { name, token } = await sessionCookie(security, `user-${user}`, { role: 'reader' });
  cookies.push(`${name}=${token}`);
}
const withCookie = (_, index) => new View({ cookie: fresh(cookies[index % USERS]) });

const allowed = (resource) => (input) => lib.permits(resource, input.principals, input.permission);

/** `times` operations are one block; `input` makes what one of them needs, before it is counted. */
const ROWS = {
  'verify a new token': {
    times: 400,
    input: () => fresh(newToken()),
    run: (token) => security.verifyToken(token).ok,
  },
  'request, repeated token in a header': {
    times: 2_000,
    input: (_, index) => bearer(tokens[index % USERS]),
    run: (view) => security.authenticate(view).isAuthenticated,
  },
  'request, repeated token in a cookie': {
    times: 2_000,
    input: withCookie,
    run: (view) => security.authenticate(view).isAuthenticated,
  },
  'request, anonymous': {
    times: 2_000,
    input: () => new View({ accept: '*/*' }),
    run: (view) => !security.authenticate(view).isAuthenticated,
  },
  'request, bad signature': {
    times: 400,
    input: () => bearer(withOtherSignature(tokens[0])),
    run: (view) => security.authenticate(view).failure !== null,
  },
  'create a token': {
    times: 400,
    input: (_, index) => `user-${index}`,
    run: async (user) => (await security.createToken(user, { role: 'reader' })) !== '',
  },
  'log in by cookie': {
    times: 400,
    input: (_, index) => `user-${index}`,
    run: async (user) => {
      const auth = await security.authenticate(loginView());
      await auth.remember(user, { role: 'reader' });
      return headersOf(auth).length > 1;
    },
  },
  'reissue a due cookie': {
    times: 400,
    input: withCookie,
    later: 600,
    run: (view) => headersOf(security.authenticate(view)).length > 1,
  },
  'permits, 15 ACEs': { times: 3_000, input: () => asked, run: allowed(written) },
  'permits, 15 ACEs, compiled': { times: 3_000, input: () => asked, run: allowed(compiled) },
  'permits, 15 ACEs, no ACE matches': {
    times: 3_000,
    input: () => unmatched,
    run: (input) => !lib.permits(written, input.principals, input.permission),
  },
  'decide, 15 ACEs': {
    times: 3_000,
    input: () => asked,
    run: (input) => lib.decide(written, input.principals, input.permission).allowed,
  },
};

for (let turn = 0; turn < WARM_UP; turn++) for (const name of Object.keys(ROWS)) await block(name);
for (const name of Object.keys(ROWS)) {
  await block(name);
  for (let i = 0; i < BLOCKS; i++) await block(name, loadavg);
}
const rows = Object.entries(ROWS).map(([name, { times }]) => ({ name, times }));
console.log(JSON.stringify({ blocks: BLOCKS, rows }));

async function block(name, mark = () => {}) {
  const { times, input, run, later = 0 } = ROWS[name];
  time = (NOW + later) * 1000;
  const inputs = Array.from({ length: times }, input);
  let good = 0;
  mark();
  for (let i = 0; i < times; i++) {
    const answer = run(inputs[i]);
    if (answer instanceof Promise ? await answer : answer) good++;
  }
  mark();
  if (good !== times) throw new Error(`${name}: ${good} of ${times} succeeded`);
}
