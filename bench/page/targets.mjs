/**
 * What was aimed at. A row that is not there is "not measured", and a target is judged by its worst row: the page says so, whatever we would
 * like to read there.
 *
 * The limits were written down before anything was measured. Changed after a first run was seen: memory is judged from a full cache on. In a
 * server, what is less than the difference of two equal servers counts as that difference, and what is below nothing as the same above it. How it is
 * measured has changed as well: batches of reissues and of refused tokens are small, all points of a line share their rounds, and servers
 * are put to work before they wait (decisions/004 says why, and what that changed).
 */

const NODES = ['node20', 'node22', 'node24'];
const own = (what) => new RegExp(`^${what}: pyramidion$`);

/** @type {readonly import('./judge.mjs').Target[]} */
export const TARGETS = [
  ...verifying(),
  ...repeated(),
  ...signing(),
  ...requests(),
  ...decisions(),
  ...refusing(),
  ...weight(),
  ...growth(),
];

function verifying() {
  const suite = 'token';
  const secrets = own('HS(256|512), each token once');
  const factor = (peer, least) => ({ aim: `HS256 and HS512: faster than ${peer}`, figure: 'beside', peer: new RegExp(`^${peer}$`), least });
  const once = [
    { aim: 'HS256 and HS512, each token once: beside the textbook', figure: 'toLimit', most: 0.75 },
    factor('fast-jwt, no cache', 1.6),
    factor('jsonwebtoken, KeyObject', 2.2),
    factor('jose, CryptoKey', 6),
    factor('hono/jwt, CryptoKey', 6),
  ].map((target) => ({ suite, subject: secrets, runtimes: NODES, ...target }));
  const pairs = ['RS256', 'ES256', 'EdDSA'].map((algorithm) => ({
    aim: `${algorithm}, each token once: beside bare crypto.verify`,
    suite,
    subject: own(`${algorithm}, each token once`),
    figure: 'toLimit',
    most: 1.05,
    runtimes: NODES,
  }));
  return [...once, ...pairs];
}

function repeated() {
  const zipf = (algorithms) => own(`${algorithms}, repeated tokens.*`);
  return [
    { aim: 'HS, repeated tokens: µs', subject: zipf('HS\\d+'), figure: 'median', most: 0.3 },
    { aim: 'key pairs, repeated tokens: µs', subject: zipf('(RS256|ES256|EdDSA)'), figure: 'median', most: 0.5 },
    { aim: 'all misses: beside the same without a cache', subject: own('HS256, all misses.*'), figure: 'toLimit', most: 1.2 },
    {
      aim: 'repeated tokens: faster than the cache of fast-jwt',
      subject: zipf('HS256'),
      figure: 'beside',
      peer: /^fast-jwt, cache$/,
      least: 5,
    },
  ].map((target) => ({ suite: 'token', runtimes: NODES, ...target }));
}

function signing() {
  return [
    { aim: 'signing with HS: beside the textbook', subject: own('HS(256|512), signing.*'), figure: 'toLimit', most: 0.7 },
    { aim: 'reissuing a cookie: µs', subject: own('cookie reissue.*'), figure: 'median', most: 3 },
  ].map((target) => ({ suite: 'token', runtimes: NODES, ...target }));
}

/** What authentication and one decision add to a request; frameworks whose adapter is not built are asked through a trial hook. */
function requests() {
  const less = (framework, peer, least) => ({
    aim: `${framework}, repeated tokens: adds less than ${peer}`,
    subject: new RegExp(`^${framework}, Bearer, repeated tokens: pyramidion(, trial .*)?$`),
    figure: 'beside',
    peer: new RegExp(`^${peer}$`),
    least,
    runtimes: NODES,
  });
  const shares = ['node:http', 'express 5'].map((framework) => ({
    aim: `${framework}, repeated tokens, header or cookie: % of a request`,
    subject: new RegExp(`^${framework}, (Bearer|cookie), repeated tokens: pyramidion, share$`),
    figure: 'median',
    most: 10,
    runtimes: ['node24'],
    only: true,
  }));
  return [
    ...shares,
    less('express 5', 'express-jwt, KeyObject', 4),
    less('express 5', 'express-jwt, text', 10),
    less('express 5', 'passport-jwt, KeyObject', 4),
    less('express 5', 'passport-jwt, text', 10),
    less('fastify', '@fastify/jwt, cache', 5),
    less('hono', 'hono/jwt, CryptoKey', 8),
    less('koa', 'koa-jwt, KeyObject', 15),
  ].map((target) => ({ suite: 'http', ...target }));
}

function decisions() {
  const small = [
    { aim: '3 × 5 ACEs, static tree: µs', subject: own('3 × 5 ACEs, 6 principals'), most: 0.1 },
    { aim: '3 × 5 ACEs, static tree after checkAcl: µs', subject: /^3 × 5 ACEs, 6 principals: pyramidion, checkAcl$/, most: 0.1 },
    { aim: 'the list of the leaf new on each request: µs', subject: own('list of the leaf new for each request'), most: 0.2 },
    { aim: '20,000 ACEs on one resource, indexed: µs', subject: /^20,000 ACEs on one resource: pyramidion, checkAcl$/, most: 2 },
  ].map((target) => ({ figure: 'median', ...target }));
  const lines = ['ACEs on one resource', 'principals', 'resources from leaf to root'].map((axis) => steepest(axis, '.*'));
  return [...small, ...lines].map((target) => ({ suite: 'acl', runtimes: NODES, ...target }));
}

function refusing() {
  const refused = (kind) => own(`HS256 refused, ${kind}`);
  const quick = ['malformed', 'unknown header', 'oversized'].map((kind) => ({
    aim: `${kind}: µs`,
    subject: refused(`${kind}, .*`),
    figure: 'median',
    most: 0.3,
  }));
  const whole = { aim: 'oversized, through authenticate: µs', subject: /^HS256 refused, oversized, .*: pyramidion, authenticate$/ };
  quick.push({ ...whole, figure: 'median', most: 0.3 });
  return [{ aim: 'bad signature: beside a valid verify', subject: refused('bad signature'), figure: 'toLimit', most: 1 }, ...quick].map(
    (target) => ({ suite: 'reject', runtimes: NODES, ...target }),
  );
}

function weight() {
  return [
    { aim: 'import of the front door: CPU ms', subject: /^import: pyramidion$/, most: 12 },
    { aim: 'front door, minified and brotli: bytes', subject: /^bundled, brotli: pyramidion$/, most: 12_000 },
    { aim: 'pyramidion/acl, minified and brotli: bytes', subject: /^bundled, brotli: pyramidion\/acl$/, most: 2_048 },
  ].map((target) => ({ suite: 'weight', figure: 'median', runtimes: NODES, ...target }));
}

function growth() {
  const axes = [
    'token size',
    'number of claims',
    'callback principals',
    'policies',
    'keys in the ring',
    'requests in flight',
    'users cached',
  ];
  const heap = {
    aim: 'heap after ever more distinct tokens, the cache being full: last beside first',
    subject: own('growth, heap after distinct tokens, .*'),
    figure: 'overall',
    most: 1.1,
  };
  return [...axes.map((axis) => steepest(axis, '')), heap].map((target) => ({ suite: 'growth', runtimes: NODES, ...target }));
}

/** A step of a line may cost as many times more as what grows grows; a tenth is left to the machine. */
function steepest(axis, more) {
  const subject = new RegExp(`^growth, ${axis}, \\d+( \\S+)?: pyramidion${more}$`);
  return { aim: `${axis}: steepest step, linear is 1`, subject, figure: 'steepest', most: 1.1 };
}
