/**
 * The other libraries that verify tokens, each as its documentation says and each at its best: keys prepared once, one algorithm, the
 * audience and the issuer asked for like ours.
 */
import { createRequire } from 'node:module';
import { createVerifier } from 'fast-jwt';
import { verify as honoVerify } from 'hono/jwt';
import { jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { AUDIENCE, ISSUER } from './tokens.mjs';

/**
 * @typedef {object} Peer
 * @property {string} who
 * @property {(token: string) => any} verify gives the claims or a promise of them, and throws for a bad token
 * @property {boolean} [async]
 */

/**
 * What an algorithm is verified with: texts as one finds them in settings, and keys that were read from them.
 * @typedef {{ text: string, key: import('node:crypto').KeyObject, cryptoKey: CryptoKey }} VerifyingKey
 */

/**
 * @param {string} algorithm
 * @param {VerifyingKey} given
 * @returns {Peer[]}
 */
export function peersFor(algorithm, given) {
  const peers = [
    fastJwt('no cache', algorithm, given, { cache: false }),
    fastJwt('cache', algorithm, given, { cache: true }),
    jose('CryptoKey', algorithm, given.cryptoKey),
    hono('CryptoKey', algorithm, given.cryptoKey),
    hono('text', algorithm, given.text),
  ];
  // jsonwebtoken knows no EdDSA.
  if (algorithm !== 'EdDSA') peers.push(jwt('KeyObject', algorithm, given.key), jwt('text', algorithm, given.text));
  const rust = nodeRs(algorithm, given.text);
  return rust === null ? peers : [...peers, rust];
}

export function fastJwt(kind, algorithm, { text }, options) {
  const verify = createVerifier({ key: text, algorithms: [algorithm], allowedAud: AUDIENCE, allowedIss: ISSUER, ...options });
  return { who: `fast-jwt, ${kind}`, verify };
}

export function jwt(kind, algorithm, key) {
  const options = { algorithms: [algorithm], audience: AUDIENCE, issuer: ISSUER };
  return { who: `jsonwebtoken, ${kind}`, verify: (token) => jsonwebtoken.verify(token, key, options) };
}

export function jose(kind, algorithm, key) {
  const options = { algorithms: [algorithm], audience: AUDIENCE, issuer: ISSUER };
  return { who: `jose, ${kind}`, async: true, verify: async (token) => (await jwtVerify(token, key, options)).payload };
}

export function hono(kind, algorithm, key) {
  const options = { alg: algorithm, aud: AUDIENCE, iss: ISSUER };
  return { who: `hono/jwt, ${kind}`, async: true, verify: (token) => honoVerify(token, key, options) };
}

/** Loaded by its binary: the package that chooses one by platform cannot be locked with all its platforms. Null where there is none. */
export function nodeRs(algorithm, text) {
  const native = loaded('@node-rs/jsonwebtoken-linux-x64-gnu');
  if (native === null) return null;
  const options = { algorithms: [algorithm], aud: [AUDIENCE], iss: [ISSUER], leeway: 0, validateNbf: true };
  return { who: '@node-rs/jsonwebtoken', verify: (token) => native.verifySync(token, text, options) };
}

function loaded(name) {
  try {
    return createRequire(import.meta.url)(name);
  } catch {
    return null;
  }
}
