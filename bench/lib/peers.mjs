/**
 * The other libraries that verify tokens, each as its documentation says and each at its best: keys
 * prepared once, one algorithm, the audience and the issuer checked as ours checks them.
 */
import { createRequire } from 'node:module';
import { createVerifier } from 'fast-jwt';
import { verify as honoVerify } from 'hono/jwt';
import { jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { each, eachAsync } from './rounds.mjs';
import { AUDIENCE, ISSUER } from './tokens.mjs';

/**
 * @param {string} algorithm
 * @param {import('./keys.mjs').GivenKey} given
 * @returns {{ who: string, role: 'peer', verify: (token: string) => any }[]} `verify` returns the
 *   claims or a promise of them, and throws for a bad token
 */
export function peersFor(algorithm, { text, key, cryptoKey }) {
  const algorithms = [algorithm];
  const fastJwt = (cache) =>
    createVerifier({ key: text, algorithms, allowedAud: AUDIENCE, allowedIss: ISSUER, cache });
  const checks = { algorithms, audience: AUDIENCE, issuer: ISSUER };
  const honoChecks = { alg: algorithm, aud: AUDIENCE, iss: ISSUER };
  const peers = {
    'fast-jwt, no cache': fastJwt(false),
    'fast-jwt, cache': fastJwt(true),
    'jose, CryptoKey': async (token) => (await jwtVerify(token, cryptoKey, checks)).payload,
    'hono/jwt, CryptoKey': async (token) => honoVerify(token, cryptoKey, honoChecks),
    // jsonwebtoken has no EdDSA.
    ...(algorithm !== 'EdDSA' && {
      'jsonwebtoken, KeyObject': (token) => jsonwebtoken.verify(token, key, checks),
    }),
    ...nodeRs(algorithm, text),
  };
  return Object.entries(peers).map(([who, verify]) => ({ who, role: 'peer', verify }));
}

/** Those that return promises. */
const ASYNC = /^(jose|hono)/;

/** The subject of a peer that has to accept every token. */
export function accepting({ who, role, verify }) {
  const run = ASYNC.test(who)
    ? eachAsync(async (token) => (await verify(token)).sub)
    : each((token) => verify(token).sub);
  return { who, role, run };
}

/** The subject of a peer that has to refuse every token. */
export function refusing({ who, role, verify }) {
  const attempt = async (token) =>
    verify(token).then(
      () => false,
      () => true,
    );
  const attemptNow = (token) => {
    try {
      verify(token);
      return false;
    } catch {
      return true;
    }
  };
  return { who, role, run: ASYNC.test(who) ? eachAsync(attempt) : each(attemptNow) };
}

/** By its binary: the package that chooses one cannot be locked with all its platforms. */
function nodeRs(algorithm, text) {
  try {
    const native = createRequire(import.meta.url)('@node-rs/jsonwebtoken-linux-x64-gnu');
    const checks = { algorithms: [algorithm], aud: [AUDIENCE], iss: [ISSUER], leeway: 0 };
    const options = { ...checks, validateNbf: true };
    return { '@node-rs/jsonwebtoken': (token) => native.verifySync(token, text, options) };
  } catch {
    return {};
  }
}
