/** How verifying a token grows with the token, beside the textbook and the fastest library of the field. */
import { createSecurity } from '../../dist/index.js';
import { keysFor } from '../lib/keys.mjs';
import { each } from '../lib/rounds.mjs';
import { copies, signer } from '../lib/tokens.mjs';
import { createVerifier } from 'fast-jwt';
import { textbookVerify } from '../token/textbook.mjs';
import { claimsOfCount, claimsOfSize, freshClaims } from './tokens.mjs';

const ALGORITHM = 'HS256';
const SIZES = [200, 500, 1024, 2048, 4096, 8192];
const COUNTS = [5, 10, 20, 50, 100, 200];

/** @returns {Promise<Parameters<typeof import('./line.mjs').grow>[0][]>} */
export async function tokenLines() {
  const { signing } = await keysFor(ALGORITHM);
  const sign = signer(ALGORITHM, signing.key);
  const like = (claims) => () => sign({ ...claims, ...freshClaims() });
  const point = (claims) => verifiers(signing, like(claims));
  return [
    { axis: 'token size', unit: 'B', most: 5_000, points: SIZES.map((x) => ({ x, subjects: point(claimsOfSize(x, sign)) })) },
    { axis: 'number of claims', unit: 'claims', most: 5_000, points: COUNTS.map((x) => ({ x, subjects: point(claimsOfCount(x)) })) },
  ];
}

function verifiers({ text, key }, make) {
  const security = createSecurity({ privateKey: text, algorithm: ALGORITHM, expiration: '1h' });
  const textbook = textbookVerify(ALGORITHM, key);
  const fastJwt = createVerifier({ key: text, algorithms: [ALGORITHM], cache: false });
  const prepare = (numbers) => copies(numbers.map(make))();
  return [
    { who: 'pyramidion', role: 'ours', prepare, run: each((token) => security.verifyToken(token).ok) },
    { who: 'textbook', role: 'limit', prepare, run: each((token) => textbook(token).sub) },
    { who: 'fast-jwt, no cache', role: 'peer', prepare, run: each((token) => fastJwt(token).sub) },
  ];
}
