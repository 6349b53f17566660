/** What refusing costs: nobody who sends rubbish may keep a server busier than those who send good tokens. */
import { createSecurity, keyRing } from '../../dist/index.js';
import { keysFor } from '../lib/keys.mjs';
import { fastJwt, hono, jose, jwt } from '../lib/peers.mjs';
import { compare, each, eachAsync } from '../lib/rounds.mjs';
import { AUDIENCE, copies, distinctClaims, ISSUER, signer } from '../lib/tokens.mjs';
import { refusedKinds } from './tokens.mjs';

const ALGORITHM = 'HS256';
const KID = 'main';

/**
 * All kinds are put to the same functions, one after the other, as in a server: long texts meet code that is compiled already.
 *
 * @param {import('../lib/rounds.mjs').Pace & { characters: number }} how `characters`: the most of a batch, since long texts come in small ones
 */
export async function refusing({ characters, ...how }) {
  const { signing } = await keysFor(ALGORITHM);
  const sign = signer(ALGORITHM, signing.key, { kid: KID });
  const makeSecurity = () => securityOf(signing, sign);
  const limits = { accepting: accepting(makeSecurity(), sign), length: readingLength() };
  const subjects = [...ours(makeSecurity), ...peers(signing)];
  const rows = [];
  for (const { kind, limit, size, make } of refusedKinds(sign)) {
    const comparison = {
      what: `HS256 refused, ${kind}`,
      inputs: (count) => copies(make(count)),
      subjects: limit === undefined ? subjects : [subjects[0], limits[limit], ...subjects.slice(1)],
      ...(size === undefined ? {} : { most: Math.floor(characters / size), warmUpMs: 0.1 }),
    };
    rows.push(...(await compare(comparison, how)));
  }
  return rows;
}

/** One that knows its own header already: servers are seldom asked for the first time. */
function securityOf({ text }, sign) {
  const keys = keyRing([{ kid: KID, privateKey: text }]);
  const security = createSecurity({ keys, algorithm: ALGORITHM, expiration: '1h', audience: AUDIENCE, issuer: ISSUER });
  if (!security.verifyToken(sign(distinctClaims(1)[0])).ok) throw new Error('a good token was refused');
  return security;
}

function ours(makeSecurity) {
  const alone = makeSecurity();
  const whole = makeSecurity();
  return [
    { who: 'pyramidion', role: 'ours', run: each((token) => !alone.verifyToken(token).ok) },
    {
      who: 'pyramidion, authenticate',
      role: 'also',
      prepare: (tokens) => copies(tokens.map((token) => `Bearer ${token}`))().map(viewOf),
      run: each((view) => whole.authenticate(view).failure !== null),
    },
  ];
}

function viewOf(field) {
  return { method: 'GET', secure: true, header: (name) => (name.toLowerCase() === 'authorization' ? field : undefined) };
}

/** What a good token costs: the most that a refused one may. */
function accepting(security, sign) {
  const prepare = (tokens) => copies(distinctClaims(tokens.length).map(sign))();
  return { who: 'accepting', role: 'limit', prepare, run: each((token) => security.verifyToken(token).ok) };
}

/** All that a text which is too long has to be asked; beside texts that are dear to make, also what the clock itself costs. */
function readingLength() {
  return { who: 'its length read', role: 'limit', run: each((token) => token.length > 8192) };
}

function peers(key) {
  return [
    fastJwt('no cache', ALGORITHM, key, { cache: false }),
    fastJwt('cache', ALGORITHM, key, { cache: true }),
    jwt('KeyObject', ALGORITHM, key.key),
    jose('CryptoKey', ALGORITHM, key.cryptoKey),
    hono('CryptoKey', ALGORITHM, key.cryptoKey),
  ].map(({ who, verify, async }) => ({ who, role: 'peer', run: async ? eachAsync(refusedLater(verify)) : each(refused(verify)) }));
}

function refused(verify) {
  return (token) => {
    try {
      verify(token);
      return false;
    } catch {
      return true;
    }
  };
}

function refusedLater(verify) {
  return (token) =>
    verify(token).then(
      () => false,
      () => true,
    );
}
