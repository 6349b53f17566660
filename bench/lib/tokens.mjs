/** Tokens to verify, made by `node:crypto`: no subject meets tokens of its own making. */
import { createHmac, sign } from 'node:crypto';

export const AUDIENCE = 'https://api.example.org';
export const ISSUER = 'https://login.example.org';

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

let made = 0;

/** The least that a token needs: a user who occurs once in this process, and an hour to live. */
export function freshClaims() {
  const iat = Math.floor(Date.now() / 1000);
  return { sub: `user-${String(made++).padStart(8, '0')}`, iat, exp: iat + 3600 };
}

/** Claims of a small application, none twice; about 255 characters each as an HS256 token. */
export function distinctClaims(count) {
  return Array.from({ length: count }, () => {
    const { sub, ...times } = freshClaims();
    return { sub, roles: ['reports'], aud: AUDIENCE, iss: ISSUER, ...times, jti: `t-${made}` };
  });
}

/**
 * @param {string} algorithm
 * @param {import('node:crypto').KeyObject} key the secret or the private key
 * @returns {(claims: object) => string}
 */
export function signer(algorithm, key, header = {}) {
  const head = encoded({ alg: algorithm, typ: 'JWT', ...header });
  return (claims) => {
    const input = `${head}.${encoded(claims)}`;
    return `${input}.${signatureOver(algorithm, key, input)}`;
  };
}

function signatureOver(algorithm, key, input) {
  const hash = `sha${algorithm.slice(2)}`;
  if (algorithm.startsWith('HS')) return createHmac(hash, key).update(input).digest('base64url');
  const bytes = Buffer.from(input);
  if (algorithm === 'EdDSA') return sign(null, bytes, key).toString('base64url');
  const how = algorithm.startsWith('ES') ? { key, dsaEncoding: 'ieee-p1363' } : key;
  return sign(hash, bytes, how).toString('base64url');
}

/** The same text as a new string. */
export const fresh = (text) => Buffer.from(text, 'latin1').latin1Slice();

/** Draws from 0 … count − 1, the n-th as often as 1 / n (Zipf): a few users send most requests. */
export function zipf(count) {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < count; i++) sums[i] = sum += 1 / (i + 1);
  return () => {
    const wanted = Math.random() * sum;
    let low = 0;
    for (let high = count - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if (sums[middle] > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
