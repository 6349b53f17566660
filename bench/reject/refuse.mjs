/** What refusing costs: nobody who sends rubbish may keep a server busier than those who send good tokens. */
import { createSecurity, keyRing } from '../../dist/index.js';
import { keysFor } from '../lib/keys.mjs';
import { fastJwt, hono, jose, jwt } from '../lib/peers.mjs';
import { compare, each, eachAsync } from '../lib/rounds.mjs';
import { AUDIENCE, copies, distinctClaims, ISSUER, signer } from '../lib/tokens.mjs';
import { fieldOf, refusedKinds } from './tokens.mjs';

const ALGORITHM = 'HS256';
const KID = 'main';

/** All kinds are put to the same functions, one after the other, as in a server: long texts meet code that is compiled already. */
export async function refusing(how) {
  const { signing } = await keysFor(ALGORITHM);
  const sign = signer(ALGORITHM, signing.key, { kid: KID });
  const makeSecurity = () => securityOf(signing, sign);
  const limit = accepting(makeSecurity(), sign);
  const subjects = [...ours(makeSecurity), ...peers(signing)];
  const rows = [];
  for (const { kind, signed, texts, fresh } of refusedKinds(sign)) {
    const comparison = {
      what: `HS256 refused, ${kind}`,
      // More would live long enough to be copied by the collector, and that would be what is measured.
      most: 2_000,
      inputs: fresh === undefined ? (count) => copies(texts(count)) : () => fresh,
      subjects: signed ? [subjects[0], limit, ...subjects.slice(1)] : subjects,
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
      prepare: (tokens) => tokens.map(fieldOf).map(viewOf),
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
