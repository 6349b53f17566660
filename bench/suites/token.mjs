/** Verifying and signing tokens, beside the libraries of the field and beside what `node:crypto` itself costs. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createVerifier } from 'fast-jwt';
import { createSecurity } from '../../dist/index.js';
import { serve } from '../lib/child.mjs';
import { secretFor } from '../lib/keys.mjs';
import { compare, each, pace } from '../lib/rounds.mjs';
import { AUDIENCE, claimsOf, copies, ISSUER, signer } from '../lib/tokens.mjs';

serve(async ({ quick }) => {
  const { secret, key } = secretFor('HS256');
  const sign = signer('HS256', key);
  const security = createSecurity({ privateKey: secret, algorithm: 'HS256', expiration: '1h', audience: AUDIENCE, issuer: ISSUER });
  const fast = createVerifier({ key: secret, algorithms: ['HS256'], allowedAud: AUDIENCE, allowedIss: ISSUER });
  let number = 0;
  return compare(
    {
      what: 'HS256, each token once',
      inputs: (count) => copies(Array.from({ length: count }, () => sign(claimsOf(number++)))),
      subjects: [
        { who: 'pyramidion', role: 'ours', run: each((token) => security.verifyToken(token).ok) },
        { who: 'textbook', role: 'limit', run: each((token) => textbook(token, key)) },
        { who: 'fast-jwt, no cache', role: 'peer', run: each((token) => fast(token).sub) },
      ],
    },
    pace(quick),
  );
});

function textbook(token, key) {
  const [header, payload, signature] = token.split('.');
  if (JSON.parse(Buffer.from(header, 'base64url')).alg !== 'HS256') return false;
  const wanted = createHmac('sha256', key).update(`${header}.${payload}`).digest();
  if (!timingSafeEqual(wanted, Buffer.from(signature, 'base64url'))) return false;
  return JSON.parse(Buffer.from(payload, 'base64url')).sub;
}
