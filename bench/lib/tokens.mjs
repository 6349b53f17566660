/**
 * Tokens to verify, made outside the measured part and by `node:crypto` alone, so that no subject meets tokens of its own making.
 *
 * A JavaScript string keeps its hash once somebody asked for it, and a server never gets the same string twice: each subject is given
 * fresh strings, copied from the octets of a round.
 */
import { createHmac, sign } from 'node:crypto';

export const AUDIENCE = 'https://api.example.org';
export const ISSUER = 'https://login.example.org';

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

let made = 0;

/** So many claims of a small application, none twice in one process; about 255 characters each as an HS256 token. */
export function distinctClaims(count) {
  return Array.from({ length: count }, () => claimsOf(made++));
}

function claimsOf(number) {
  const iat = Math.floor(Date.now() / 1000);
  return { sub: `user-${number}`, roles: ['reports'], aud: AUDIENCE, iss: ISSUER, iat, exp: iat + 3600, jti: `t-${number}` };
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
  if (algorithm.startsWith('HS'))
    return createHmac(`sha${algorithm.slice(2)}`, key)
      .update(input)
      .digest('base64url');
  if (algorithm === 'EdDSA') return sign(null, Buffer.from(input), key).toString('base64url');
  const how = algorithm.startsWith('ES') ? { key, dsaEncoding: 'ieee-p1363' } : key;
  return sign(`sha${algorithm.slice(2)}`, Buffer.from(input), how).toString('base64url');
}

/** Keeps texts as octets; each call of what it returns gives so many of them as new strings, flat and never hashed. */
export function copies(texts) {
  const octets = texts.map((text) => Buffer.from(text, 'latin1'));
  return (count = octets.length) => octets.slice(0, count).map((text) => text.latin1Slice());
}
