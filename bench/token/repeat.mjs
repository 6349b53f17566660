/** The same tokens come again and again, as browsers send them; and the opposite, on which a cache is wasted. */
import { createSecurity } from '../../dist/index.js';
import { keysFor } from '../lib/keys.mjs';
import { peersFor } from '../lib/peers.mjs';
import { compare, each } from '../lib/rounds.mjs';
import { AUDIENCE, copies, distinctClaims, ISSUER, signer } from '../lib/tokens.mjs';
import { zipf } from '../lib/zipf.mjs';

const USERS = 10_000;
const ALGORITHMS = ['HS256', 'HS512', 'RS256', 'ES256', 'EdDSA'];
const QUICK = ['HS256', 'ES256'];
/** The one that has a cache, and the quickest without. */
const PEERS = ['fast-jwt, cache', 'fast-jwt, no cache', 'jsonwebtoken, KeyObject', '@node-rs/jsonwebtoken'];

/** @param {import('../lib/rounds.mjs').Pace & { quick?: boolean }} how for a look, only those whose ten thousand tokens are soon signed */
export async function verifyAgain(how) {
  const rows = [];
  for (const algorithm of how.quick ? QUICK : ALGORITHMS) rows.push(...(await repeatedWith(algorithm, how)));
  return rows;
}

async function repeatedWith(algorithm, how) {
  const { signing, verifying } = await keysFor(algorithm);
  const security = securityOf(algorithm, signing);
  const octets = distinctClaims(USERS)
    .map(signer(algorithm, signing.key))
    .map((text) => Buffer.from(text, 'latin1'));
  const draw = zipf(USERS);
  const ours = each((token) => security.verifyToken(token).ok);
  // A server has run for a while: everybody has been there.
  for (let turn = 0; turn < 3; turn++) ours(octets.map((text) => text.latin1Slice()));
  const peers = peersFor(algorithm, verifying).filter(({ who }) => PEERS.includes(who));
  const comparison = {
    what: `${algorithm}, repeated tokens (zipf, 10,000 users)`,
    inputs: (count) => {
      const users = Array.from({ length: count }, draw);
      return (wanted) => users.slice(0, wanted).map((user) => octets[user].latin1Slice());
    },
    subjects: [
      { who: 'pyramidion', role: 'ours', run: ours },
      ...peers.map(({ who, verify }) => ({ who, role: 'peer', run: each((token) => verify(token).sub) })),
    ],
  };
  return compare(comparison, how);
}

/** No token comes twice: what the cache costs those whom it serves nothing. */
export async function missAlways(how) {
  const { signing, verifying } = await keysFor('HS256');
  const remembering = securityOf('HS256', signing);
  const forgetful = securityOf('HS256', signing, { tokenCacheSize: 0 });
  const peer = peersFor('HS256', verifying).find(({ who }) => who === 'fast-jwt, cache');
  const sign = signer('HS256', signing.key);
  const comparison = {
    what: 'HS256, all misses',
    inputs: (count) => copies(distinctClaims(count).map(sign)),
    subjects: [
      { who: 'pyramidion', role: 'ours', run: each((token) => remembering.verifyToken(token).ok) },
      { who: 'pyramidion, no cache', role: 'limit', run: each((token) => forgetful.verifyToken(token).ok) },
      { who: peer.who, role: 'peer', run: each((token) => peer.verify(token).sub) },
    ],
  };
  return compare(comparison, how);
}

function securityOf(algorithm, { text }, options = {}) {
  return createSecurity({ privateKey: text, algorithm, expiration: '1h', audience: AUDIENCE, issuer: ISSUER, ...options });
}
