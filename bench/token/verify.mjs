/** Each token is verified once, as a service does that is called by many. */
import { createSecurity } from '../../dist/index.js';
import { keysFor } from '../lib/keys.mjs';
import { peersFor } from '../lib/peers.mjs';
import { compare, each, eachAsync } from '../lib/rounds.mjs';
import { AUDIENCE, copies, distinctClaims, ISSUER, signer } from '../lib/tokens.mjs';
import { bareVerify, prepared, signatureAlone, textbookVerify } from './textbook.mjs';

const ALGORITHMS = ['HS256', 'HS512', 'RS256', 'ES256', 'EdDSA'];

export async function verifyOnce(how) {
  const rows = [];
  for (const algorithm of ALGORITHMS) rows.push(...(await verifyWith(algorithm, how)));
  return rows;
}

async function verifyWith(algorithm, how) {
  const { signing, verifying } = await keysFor(algorithm);
  const sign = signer(algorithm, signing.key);
  const security = createSecurity({ privateKey: signing.text, algorithm, expiration: '1h', audience: AUDIENCE, issuer: ISSUER });
  const peers = peersFor(algorithm, verifying).map(({ who, verify, async }) => {
    const run = async ? eachAsync(async (token) => (await verify(token)).sub) : each((token) => verify(token).sub);
    return { who, role: 'peer', run };
  });
  const comparison = {
    what: `${algorithm}, each token once`,
    inputs: (count) => copies(distinctClaims(count).map(sign)),
    // A private key takes longer to sign than all of them take to verify.
    most: algorithm.startsWith('HS') ? 20_000 : 400,
    subjects: [
      { who: 'pyramidion', role: 'ours', run: each((token) => security.verifyToken(token).ok) },
      ...limitsOf(algorithm, verifying.key),
      ...peers,
    ],
  };
  return compare(comparison, how);
}

function limitsOf(algorithm, key) {
  if (algorithm.startsWith('HS')) {
    const verify = textbookVerify(algorithm, key);
    return [{ who: 'textbook', role: 'limit', run: each((token) => verify(token).sub) }];
  }
  const hash = algorithm === 'EdDSA' ? null : 'sha256';
  const verify = bareVerify(hash, key);
  const prepare = (tokens) => tokens.map((token) => prepared(algorithm, token));
  return [
    { who: 'bare crypto.verify, payload parsed', role: 'limit', prepare, run: each((input) => verify(input).sub) },
    { who: 'crypto.verify alone, octets prepared', role: 'also', prepare, run: each(signatureAlone(hash, key)) },
  ];
}
