/** How the cost of a token grows with what may be large around it, and whether memory does. */
import { createVerifier } from 'fast-jwt';
import { keysFor } from '../lib/keys.mjs';
import { collectGarbage, each, grow, rowsOf } from '../lib/rounds.mjs';
import { ours } from '../lib/suite.mjs';
import { fresh, freshClaims, signer, zipf } from '../lib/tokens.mjs';
import { textbookVerify } from './textbook.mjs';

const algorithm = 'HS256';
const MINE = { who: 'pyramidion', role: 'ours' };

const securityOf = (keys) => ours.createSecurity({ algorithm, expiration: '1h', ...keys });
const accepted = (security) => each((token) => security.verifyToken(token).ok);

export async function tokenGrowth(how) {
  const { signing } = await keysFor(algorithm);
  const { text, key } = signing;
  const sign = signer(algorithm, key);
  const keys = await Promise.all(Array.from({ length: 100 }, () => keysFor(algorithm)));
  const textbook = textbookVerify(algorithm, key);

  /** Verifying new tokens with more claims, beside the textbook and the fastest library. */
  const verifiers = (claims) => {
    const fastJwt = createVerifier({ key: text, algorithms: [algorithm], cache: false });
    const peer = each((token) => fastJwt(token).sub);
    const prepare = (numbers) => numbers.map(() => fresh(sign({ ...claims, ...freshClaims() })));
    return [
      { ...MINE, prepare, run: accepted(securityOf({ privateKey: text })) },
      { who: 'textbook', role: 'limit', prepare, run: each((token) => textbook(token).sub) },
      { who: 'fast-jwt, no cache', role: 'peer', prepare, run: peer },
    ];
  };
  const lines = [
    ['token size', 'B', [200, 500, 1024, 2048, 4096, 8192], (x) => verifiers(ofSize(x, sign))],
    ['number of claims', 'claims', [5, 10, 20, 50, 100, 200], (x) => verifiers(ofCount(x))],
    ['keys in the ring', 'keys', [1, 10, 50, 100], (x) => withKeys(keys.slice(0, x))],
    ['users cached', 'users', [100, 1_000, 10_000, 100_000], (x) => withUsers(x, signing, sign)],
  ];
  const rows = [];
  for (const [axis, unit, xs, subjects] of lines)
    rows.push(...(await grow({ axis, unit, xs, subjects, most: 5_000 }, how)));
  return rows;
}

/** A claim that makes a token of that size. */
function ofSize(characters, sign) {
  let pad = '';
  while (sign({ ...freshClaims(), pad }).length < characters) pad += 'p';
  return { pad };
}

function ofCount(count) {
  const more = count - Object.keys(freshClaims()).length;
  return Object.fromEntries(Array.from({ length: more }, (_, i) => [`claim-${i}`, `value ${i}`]));
}

/** Tokens come from all keys of the ring in turn. */
function withKeys(keys) {
  const named = keys.map(({ signing }, index) => ({ ...signing, kid: `key-${index}` }));
  const ring = ours.keyRing(named.map(({ kid, text }) => ({ kid, privateKey: text })));
  const signers = named.map(({ kid, key }) => signer(algorithm, key, { kid }));
  const prepare = (numbers) =>
    numbers.map((number) => fresh(signers[number % signers.length](freshClaims())));
  return [{ ...MINE, prepare, run: accepted(securityOf({ keys: ring })) }];
}

function withUsers(x, { text }, sign) {
  const tokens = Array.from({ length: x }, () => sign(freshClaims()));
  const draw = zipf(x);
  const prepare = (numbers) => numbers.map(() => fresh(tokens[draw()]));
  const run = accepted(securityOf({ privateKey: text }));
  const fastJwt = createVerifier({ key: text, algorithms: [algorithm], cache: true });
  const peer = { who: 'fast-jwt, cache', role: 'peer', run: each((token) => fastJwt(token).sub) };
  // A server has run for a while: every user has been there twice.
  for (const token of [...tokens, ...tokens]) run([fresh(token)]);
  return [
    { ...MINE, prepare, run },
    { ...peer, prepare },
  ];
}

/** As many tokens fill the cache. */
const BEFORE = 300_000;

/** The heap when tokens never end: every fourth comes twice, so that it is cached. */
export async function heapAfter(most) {
  const { signing } = await keysFor(algorithm);
  const sign = signer(algorithm, signing.key);
  const run = accepted(securityOf({ privateKey: signing.text }));
  const rows = [];
  let number = 0;
  for (let point = 10_000; point <= most; point *= 10) {
    for (; number < BEFORE + point; number++) {
      const token = sign(freshClaims());
      const tokens = number % 4 === 0 ? [token, fresh(token)] : [token];
      if (run(tokens) !== tokens.length) throw new Error('a good token was refused');
    }
    collectGarbage();
    const figures = new Map([[MINE, [process.memoryUsage().heapUsed / 2 ** 20]]]);
    rows.push(...rowsOf(`growth, heap after distinct tokens, ${point} tokens`, 'MB', figures));
  }
  return rows;
}
