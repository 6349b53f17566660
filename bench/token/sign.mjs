/** Making tokens, and reissuing a cookie: the next token of a session, with its `Set-Cookie`. */
import { randomUUID } from 'node:crypto';
import { createSigner } from 'fast-jwt';
import { sign as honoSign } from 'hono/jwt';
import { SignJWT } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { headersOf, sessionCookie, View } from '../../tools/library.mjs';
import { keysFor } from '../lib/keys.mjs';
import { compare, each, eachAsync } from '../lib/rounds.mjs';
import { ours } from '../lib/suite.mjs';
import { AUDIENCE, distinctClaims, fresh, ISSUER } from '../lib/tokens.mjs';
import { textbookSign } from './textbook.mjs';

const HOUR = 3600;
const users = (count) => distinctClaims(count).map(({ sub }) => sub);
const now = () => Math.floor(Date.now() / 1000);
const claimsOf = (sub) => {
  const times = { iat: now(), exp: now() + HOUR };
  return { roles: ['reports'], sub, ...times, aud: AUDIENCE, iss: ISSUER, jti: randomUUID() };
};

/** All sign the same: a user, a role, who issued it to whom, the times, and a unique identifier. */
export async function signing(how) {
  const rows = [];
  for (const algorithm of ['HS256', 'HS512']) {
    const { signing: given } = await keysFor(algorithm);
    const { text, key, cryptoKey } = given;
    const checks = { expiration: '1h', audience: AUDIENCE, issuer: ISSUER };
    const security = ours.createSecurity({ privateKey: text, algorithm, ...checks });
    const textbook = textbookSign(algorithm, key);
    const fastJwt = createSigner({
      key: text,
      algorithm,
      expiresIn: HOUR * 1000,
      iss: ISSUER,
      aud: AUDIENCE,
    });
    const options = { algorithm, expiresIn: HOUR, issuer: ISSUER, audience: AUDIENCE };
    const header = { alg: algorithm, typ: 'JWT' };
    // All are awaited, since ours returns a promise.
    const signers = {
      pyramidion: (sub) => security.createToken(sub, { roles: ['reports'] }),
      textbook: async (sub) => textbook(claimsOf(sub)),
      'fast-jwt': async (sub) => fastJwt({ roles: ['reports'], sub, jti: randomUUID() }),
      'jsonwebtoken, KeyObject': async (sub) =>
        jsonwebtoken.sign({ roles: ['reports'], sub, jti: randomUUID() }, key, options),
      'jose, CryptoKey': (sub) =>
        new SignJWT(claimsOf(sub)).setProtectedHeader(header).sign(cryptoKey),
      'hono/jwt, CryptoKey': (sub) => honoSign(claimsOf(sub), cryptoKey, algorithm),
    };
    const roles = { pyramidion: 'ours', textbook: 'limit' };
    const subjects = Object.entries(signers).map(([who, sign]) => ({
      who,
      role: roles[who] ?? 'peer',
      run: eachAsync(async (sub) => (await sign(sub)) !== ''),
    }));
    rows.push(...(await compare({ what: `${algorithm}, signing`, inputs: users, subjects }, how)));
  }
  return rows;
}

/** Requests were authenticated before: what is measured is asking for the response headers. */
export async function reissuing(how) {
  const rows = [];
  for (const algorithm of ['HS256', 'HS512']) {
    const { signing: given } = await keysFor(algorithm);
    const start = Date.now();
    let time = start;
    const security = ours.createSecurity({
      privateKey: given.text,
      algorithm,
      expiration: '1h',
      policies: [ours.cookiePolicy({ reissueTime: '5m', sessionLifetime: '12h' })],
      clock: () => time,
    });
    const { name, token } = await sessionCookie(security, 'user-1', { roles: ['reports'] });
    const attributes = `Max-Age=${HOUR}; Path=/; Secure; HttpOnly; SameSite=Lax`;
    const sign = textbookSign(algorithm, given.key);
    const due = () => {
      time = start + HOUR * 500;
      return security.authenticate(new View({ cookie: fresh(`${name}=${token}`) }));
    };
    const comparison = {
      what: `cookie reissue, ${algorithm}`,
      inputs: users,
      // A few requests wait for their response at once; thousands would be copied by the collector.
      most: 400,
      subjects: [
        {
          who: 'pyramidion',
          role: 'ours',
          prepare: (inputs) => inputs.map(due),
          run: each((auth) => headersOf(auth).length > 1),
        },
        {
          who: 'textbook token in a cookie',
          role: 'limit',
          run: each((sub) => `${name}=${sign(claimsOf(sub))}; ${attributes}`.length > 100),
        },
      ],
    };
    // Batches are small, so there are more of them.
    rows.push(...(await compare(comparison, { ...how, rounds: how.rounds * 3 })));
  }
  return rows;
}
