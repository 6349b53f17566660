/** Verifying: each token once, as a service with many callers, and repeated, as browsers do. */
import { keysFor } from '../lib/keys.mjs';
import { accepting, peersFor } from '../lib/peers.mjs';
import { compare, each } from '../lib/rounds.mjs';
import { ours } from '../lib/suite.mjs';
import { AUDIENCE, distinctClaims, fresh, ISSUER, signer, zipf } from '../lib/tokens.mjs';
import { bareVerify, textbookVerify } from './textbook.mjs';

const ALGORITHMS = ['HS256', 'HS512', 'RS256', 'ES256', 'EdDSA'];
const USERS = 10_000;
/** The one that has a cache, and the fastest without. */
const REPEATED = /^(fast-jwt|jsonwebtoken, KeyObject|@node-rs)/;

const accepted = (security) => each((token) => security.verifyToken(token).ok);

function securityOf(algorithm, { text }) {
  const checks = { expiration: '1h', audience: AUDIENCE, issuer: ISSUER };
  return ours.createSecurity({ privateKey: text, algorithm, ...checks });
}

export async function verifyOnce(how) {
  const rows = [];
  for (const algorithm of ALGORITHMS) {
    const { signing, verifying } = await keysFor(algorithm);
    const sign = signer(algorithm, signing.key);
    const hmac = algorithm.startsWith('HS');
    const limit = (hmac ? textbookVerify : bareVerify)(algorithm, verifying.key);
    const comparison = {
      what: `${algorithm}, each token once`,
      inputs: (count) => distinctClaims(count).map(sign),
      // A private key takes longer to sign than all of them take to verify.
      most: hmac ? 20_000 : 400,
      subjects: [
        { who: 'pyramidion', role: 'ours', run: accepted(securityOf(algorithm, signing)) },
        {
          who: hmac ? 'textbook' : 'bare crypto.verify, payload parsed',
          role: 'limit',
          run: each((token) => limit(token).sub),
        },
        ...peersFor(algorithm, verifying).map(accepting),
      ],
    };
    rows.push(...(await compare(comparison, how)));
  }
  return rows;
}

export async function verifyAgain(how) {
  const rows = [];
  // The algorithm of the signature makes no difference: it is not computed again.
  for (const algorithm of ['HS256', 'ES256']) {
    const { signing, verifying } = await keysFor(algorithm);
    const tokens = distinctClaims(USERS).map(signer(algorithm, signing.key));
    const draw = zipf(USERS);
    const run = accepted(securityOf(algorithm, signing));
    // A server has run for a while: every user has been there.
    for (let turn = 0; turn < 3; turn++) run(tokens.map(fresh));
    const peers = peersFor(algorithm, verifying).filter(({ who }) => REPEATED.test(who));
    const comparison = {
      what: `${algorithm}, repeated tokens (zipf, 10,000 users)`,
      inputs: (count) => Array.from({ length: count }, () => tokens[draw()]),
      subjects: [{ who: 'pyramidion', role: 'ours', run }, ...peers.map(accepting)],
    };
    rows.push(...(await compare(comparison, how)));
  }
  return rows;
}
