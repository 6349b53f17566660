/** Making tokens, and carrying a session on: the next token of a cookie, with its `Set-Cookie`. */
import { randomUUID } from 'node:crypto';
import { createSigner } from 'fast-jwt';
import { sign as honoSign } from 'hono/jwt';
import { SignJWT } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { cookiePolicy, createSecurity } from '../../dist/index.js';
import { keysFor } from '../lib/keys.mjs';
import { compare, each, eachAsync } from '../lib/rounds.mjs';
import { AUDIENCE, distinctClaims, ISSUER, signer } from '../lib/tokens.mjs';
import { textbookSign } from './textbook.mjs';

const HOUR = 3600;
const COOKIE = '__Host-Authorization';

export async function signAndReissue(how) {
  const rows = [];
  for (const algorithm of ['HS256', 'HS512']) rows.push(...(await signing(algorithm, how)));
  // Batches are small, so there are more of them.
  for (const algorithm of ['HS256', 'HS512']) rows.push(...(await reissuing(algorithm, { ...how, rounds: how.rounds * 3 })));
  return rows;
}

/** Everybody says the same of a user: roles, who issued it to whom, when, until when, and a name that no other token has. */
async function signing(algorithm, how) {
  const { signing: given } = await keysFor(algorithm);
  const security = createSecurity({ privateKey: given.text, algorithm, expiration: '1h', audience: AUDIENCE, issuer: ISSUER });
  const comparison = {
    what: `${algorithm}, signing`,
    inputs: (count) => () => distinctClaims(count).map(({ sub }) => sub),
    subjects: [
      {
        who: 'pyramidion',
        role: 'ours',
        run: eachAsync(async (user) => (await security.createToken(user, { roles: ['reports'] })) !== ''),
      },
      { who: 'textbook', role: 'limit', run: textbook(algorithm, given.key) },
      ...signersOf(algorithm, given).map(([who, run]) => ({ who, role: 'peer', run })),
    ],
  };
  return compare(comparison, how);
}

const now = () => Math.floor(Date.now() / 1000);
const claimsOf = (sub) => ({ roles: ['reports'], sub, iat: now(), exp: now() + HOUR, aud: AUDIENCE, iss: ISSUER, jti: randomUUID() });

/** With what a server awaits around it: ours gives a promise as well. */
function textbook(algorithm, key) {
  const sign = textbookSign(algorithm, key);
  return eachAsync(async (user) => sign(claimsOf(user)) !== '');
}

function signersOf(algorithm, { text, key, cryptoKey }) {
  const fastJwt = createSigner({ key: text, algorithm, expiresIn: HOUR * 1000, iss: ISSUER, aud: AUDIENCE });
  const options = { algorithm, expiresIn: HOUR, issuer: ISSUER, audience: AUDIENCE };
  return [
    ['fast-jwt', eachAsync(async (sub) => fastJwt({ roles: ['reports'], sub, jti: randomUUID() }) !== '')],
    [
      'jsonwebtoken, KeyObject',
      eachAsync(async (sub) => jsonwebtoken.sign({ roles: ['reports'], sub, jti: randomUUID() }, key, options) !== ''),
    ],
    ['jose, CryptoKey', eachAsync((sub) => new SignJWT(claimsOf(sub)).setProtectedHeader({ alg: algorithm, typ: 'JWT' }).sign(cryptoKey))],
    ['hono/jwt, CryptoKey', eachAsync((sub) => honoSign(claimsOf(sub), cryptoKey, algorithm))],
  ];
}

/** Requests are let in beforehand: what is measured is asking for the headers of the response, which signs and writes the cookie. */
async function reissuing(algorithm, how) {
  const { signing: given } = await keysFor(algorithm);
  const start = Date.now();
  let time = start;
  const policies = [cookiePolicy({ reissueTime: '5m', sessionLifetime: '12h' })];
  const security = createSecurity({ privateKey: given.text, algorithm, expiration: '1h', policies, clock: () => time });
  const login = signer(algorithm, given.key);
  const sign = textbookSign(algorithm, given.key);
  const letIn = (token) =>
    security.authenticate({ method: 'GET', secure: true, header: (name) => (name === 'cookie' ? `${COOKIE}=${token}` : undefined) });
  const comparison = {
    what: `cookie reissue, ${algorithm}`,
    // In a server a few requests wait for their answer at once. With thousands, what is measured is their being copied by the collector.
    most: 400,
    inputs: (count) => () => distinctClaims(count).map(({ sub }) => sub),
    subjects: [
      {
        who: 'pyramidion',
        role: 'ours',
        prepare: (users) => {
          time = start;
          const iat = Math.floor(time / 1000);
          const tokens = users.map((sub) => login({ sub, roles: ['reports'], iat, exp: iat + HOUR, auth_time: iat }));
          time += HOUR * 500;
          return tokens.map(letIn);
        },
        run: each((auth) => auth.headersFor(200).length === 3),
      },
      {
        who: 'textbook token in a cookie',
        role: 'limit',
        run: each((user) => `${COOKIE}=${sign(claimsOf(user))}; Max-Age=${HOUR}; Path=/; Secure; HttpOnly; SameSite=Lax`.length > 100),
      },
    ],
  };
  return compare(comparison, how);
}
