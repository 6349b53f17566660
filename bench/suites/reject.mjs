/** Refusing tokens, beside the libraries of the field and beside what accepting one costs. */
import { View } from '../../tools/library.mjs';
import { keysFor } from '../lib/keys.mjs';
import { peersFor, refusing } from '../lib/peers.mjs';
import { compare, each, pace } from '../lib/rounds.mjs';
import { ours, serve } from '../lib/suite.mjs';
import { AUDIENCE, distinctClaims, fresh, ISSUER, signer } from '../lib/tokens.mjs';
import { BEARER, refusedKinds } from '../reject/refused.mjs';

const LOOK = { rounds: 3, batchMs: 1, warmUpMs: 2 };
/** There are many kinds, and all of them meet the same code. */
const FULL = { rounds: 15, batchMs: 1.5, warmUpMs: 12 };
const PEERS = /^(fast-jwt|jsonwebtoken, KeyObject|jose|hono\/jwt, CryptoKey)/;
const KID = 'main';

const tokensOf = (fields) => fields.map((field) => field.slice(BEARER.length));

/** One that has seen a good token, and so knows its own header. */
function securityOf({ text }, sign) {
  const keys = ours.keyRing([{ kid: KID, privateKey: text }]);
  const checks = { expiration: '1h', audience: AUDIENCE, issuer: ISSUER };
  const security = ours.createSecurity({ keys, algorithm: 'HS256', ...checks });
  if (!security.verifyToken(sign(distinctClaims(1)[0])).ok)
    throw new Error('a good token was refused');
  return security;
}

/** All kinds are put to the same functions, one after the other, as in a server. */
await serve(async (brief) => {
  const { signing } = await keysFor('HS256');
  const sign = signer('HS256', signing.key, { kid: KID });
  const [alone, whole, other] = [1, 2, 3].map(() => securityOf(signing, sign));
  const mine = {
    who: 'pyramidion',
    role: 'ours',
    prepare: tokensOf,
    run: each((token) => !alone.verifyToken(token).ok),
  };
  const request = {
    who: 'pyramidion, authenticate',
    role: 'ours',
    prepare: (fields) => fields.map((authorization) => new View({ authorization })),
    run: each((view) => whole.authenticate(view).failure !== null),
  };
  /** What a good token costs: the most that a refused one may. */
  const limit = {
    who: 'accepting',
    role: 'limit',
    prepare: (fields) => distinctClaims(fields.length).map((claims) => fresh(sign(claims))),
    run: each((token) => other.verifyToken(token).ok),
  };
  const peers = peersFor('HS256', signing)
    .filter(({ who }) => PEERS.test(who))
    .map((peer) => ({ ...refusing(peer), prepare: tokensOf }));
  const rows = [];
  for (const { kind, signed, inputs } of refusedKinds(sign)) {
    const subjects = [mine, ...(signed ? [limit] : []), request, ...peers];
    // More would live long enough to be copied by the collector, and that would be measured.
    const comparison = { what: `HS256 refused, ${kind}`, most: 2_000, inputs, subjects };
    rows.push(...(await compare(comparison, pace(brief, LOOK, FULL))));
  }
  return rows;
});
