/** How the cost of a token and of a request grows with what may be large, and whether memory does. */
import { createHmac } from 'node:crypto';
import { createVerifier } from 'fast-jwt';
import { View } from '../../tools/library.mjs';
import { collectGarbage } from '../lib/child.mjs';
import { keysFor } from '../lib/keys.mjs';
import { ours } from '../lib/ours.mjs';
import { each, grow, rowsOf } from '../lib/rounds.mjs';
import { copies, freshClaims, signer, zipf } from '../lib/tokens.mjs';
import { textbookVerify } from './textbook.mjs';

const ALGORITHM = 'HS256';
const root = { acl: [[ours.Allow, ours.Authenticated, 'read']] };

const securityOf = ({ text }, options = {}) =>
  ours.createSecurity({
    privateKey: text,
    algorithm: ALGORITHM,
    expiration: '1h',
    root,
    ...options,
  });
const verifying = (security, prepare) => ({
  who: 'pyramidion',
  role: 'ours',
  prepare,
  run: each((token) => security.verifyToken(token).ok),
});

export async function tokenGrowth(how) {
  const { signing } = await keysFor(ALGORITHM);
  const keys = await Promise.all(Array.from({ length: 100 }, () => keysFor(ALGORITHM)));
  const sign = signer(ALGORITHM, signing.key);
  const line = (axis, unit, xs, make) => ({
    axis,
    unit,
    most: 5_000,
    points: xs.map((x) => ({ x, subjects: make(x) })),
  });
  const rows = [];
  for (const one of [
    line('token size', 'B', [200, 500, 1024, 2048, 4096, 8192], (x) =>
      verifiers(signing, sign, claimsOfSize(x, sign)),
    ),
    line('number of claims', 'claims', [5, 10, 20, 50, 100, 200], (x) =>
      verifiers(signing, sign, claimsOfCount(x)),
    ),
    line('callback principals', 'principals', [1, 10, 100, 1000], (x) =>
      withPrincipals(x, signing, sign),
    ),
    line('policies', 'policies', [1, 2, 4, 8], (x) => withPolicies(x, signing, sign)),
    line('keys in the ring', 'keys', [1, 10, 50, 100], (x) => withKeys(keys.slice(0, x))),
    line('users cached', 'users', [100, 1_000, 10_000, 100_000], usersOf(signing)),
  ])
    rows.push(...(await grow(one, how)));
  return rows;
}

/** Verifying new tokens with these claims, beside the textbook and the fastest library. */
function verifiers({ text, key }, sign, claims) {
  const textbook = textbookVerify(ALGORITHM, key);
  const fastJwt = createVerifier({ key: text, algorithms: [ALGORITHM], cache: false });
  const prepare = (numbers) => copies(numbers.map(() => sign({ ...claims, ...freshClaims() })))();
  return [
    verifying(securityOf({ text }), prepare),
    { who: 'textbook', role: 'limit', prepare, run: each((token) => textbook(token).sub) },
    { who: 'fast-jwt, no cache', role: 'peer', prepare, run: each((token) => fastJwt(token).sub) },
  ];
}

/** One claim is as long as it takes to make a token of so many characters. */
function claimsOfSize(characters, sign) {
  let pad = '';
  while (sign({ ...freshClaims(), pad }).length < characters) pad += 'p';
  return { pad };
}

function claimsOfCount(count) {
  const more = count - Object.keys(freshClaims()).length;
  return Object.fromEntries(Array.from({ length: more }, (_, i) => [`claim-${i}`, `value ${i}`]));
}

function withPrincipals(x, signing, sign) {
  const principals = Array.from({ length: x }, (_, index) => `group:${index}`);
  return [requesting(securityOf(signing, { callback: () => principals }), sign)];
}

/** The credential is in the last place where it is looked for. */
function withPolicies(x, signing, sign) {
  const others = Array.from({ length: x - 1 }, (_, index) =>
    ours.headerPolicy({ httpHeader: `X-Token-${index}` }),
  );
  return [requesting(securityOf(signing, { policies: [...others, ours.headerPolicy()] }), sign)];
}

/** Requests with a new token each. */
function requesting(security, sign) {
  const prepare = (numbers) =>
    copies(numbers.map(() => `Bearer ${sign(freshClaims())}`))().map(
      (authorization) => new View({ authorization }),
    );
  const run = each((view) => security.authenticate(view).permits('read'));
  return { who: 'pyramidion', role: 'ours', prepare, run };
}

/** Tokens come from all keys of the ring in turn. */
function withKeys(keys) {
  const ring = ours.keyRing(
    keys.map(({ signing }, i) => ({ kid: `key-${i}`, privateKey: signing.text })),
  );
  const signers = keys.map(({ signing }, i) => signer(ALGORITHM, signing.key, { kid: `key-${i}` }));
  const security = ours.createSecurity({ keys: ring, algorithm: ALGORITHM, expiration: '1h' });
  const prepare = (numbers) =>
    copies(numbers.map((number) => signers[number % signers.length](freshClaims())))();
  return [verifying(security, prepare)];
}

function usersOf(signing) {
  const mint = tokenMint(signing.key);
  return (x) => {
    const draw = zipf(x);
    const fastJwt = createVerifier({ key: signing.text, algorithms: [ALGORITHM], cache: true });
    const prepare = (numbers) => numbers.map(() => mint(draw()));
    const mine = verifying(securityOf(signing), prepare);
    // A server has run for a while: every user has been there twice.
    for (let turn = 0; turn < 2; turn++)
      for (let user = x - 1; user >= 0; user--) mine.run([mint(user)]);
    return [
      mine,
      { who: 'fast-jwt, cache', role: 'peer', prepare, run: each((token) => fastJwt(token).sub) },
    ];
  };
}

/** Tokens that differ in their user only, made as fast as possible; new strings, never hashed. */
function tokenMint(key) {
  const encoded = (text) => Buffer.from(text).toString('base64url');
  const iat = Math.floor(Date.now() / 1000);
  const start = `{"iat":${iat},"exp":${iat + 36_000},"jti":"some identifier","sub":"user-`;
  // Three bytes are four characters, so that only the last part is encoded anew.
  const whole = start.padStart(Math.ceil(start.length / 3) * 3);
  const fixed = `${encoded('{"alg":"HS256","typ":"JWT"}')}.${encoded(whole)}`;
  return (number) => {
    const input = fixed + encoded(`${String(number).padStart(9, '0')}"} `);
    const signature = createHmac('sha256', key).update(input).digest('base64url');
    return Buffer.from(`${input}.${signature}`, 'latin1').latin1Slice();
  };
}

/** As many tokens fill the cache. */
const BEFORE = 300_000;

/**
 * The heap when tokens never end. Every fourth token comes twice, so that it is cached; then it never
 * comes again.
 */
export async function heapAfter(most) {
  const { signing } = await keysFor(ALGORITHM);
  const security = securityOf(signing);
  const mint = tokenMint(signing.key);
  const rows = [];
  let number = 0;
  for (let point = 10_000; point <= most; point *= 10) {
    for (; number < BEFORE + point; number++) {
      const token = mint(number);
      const good =
        security.verifyToken(token).ok && (number % 4 > 0 || security.verifyToken(token).ok);
      if (!good) throw new Error('a good token was refused');
    }
    collectGarbage();
    const used = new Map([
      [{ who: 'pyramidion', role: 'ours' }, [process.memoryUsage().heapUsed / 2 ** 20]],
    ]);
    rows.push(...rowsOf(`growth, heap after distinct tokens, ${point} tokens`, 'MB', used));
  }
  return rows;
}
