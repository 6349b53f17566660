/**
 * Checks of the built package that run on every runtime, also where there is no test runner: tokens
 * of every algorithm and form of key, the ACL, cookies, the fetch entry point, and
 * sessions in memory.
 */
import {
  Allow,
  Authenticated,
  cookiePolicy,
  createSecurity,
  Everyone,
  headerPolicy,
} from 'pyramidion';
import { compileAcl, decide, permits } from 'pyramidion/acl';
import { Hono } from 'hono';
import { authenticate, permit } from 'pyramidion/fetch';
import * as hono from 'pyramidion/hono';
import { assert, COMMON, resultsOf, SECRET } from './assert.mjs';
import { keyChecks } from './key-checks.mjs';
import { memoryWorld, sessionChecks } from './session-checks.mjs';

const { subtle } = globalThis.crypto;
/** Each algorithm with the parameters of WebCrypto that make its keys. */
const PAIRS = {
  ...Object.fromEntries(
    [256, 384, 512].flatMap((bits) => [
      [`RS${bits}`, { name: 'RSASSA-PKCS1-v1_5', hash: `SHA-${bits}` }],
      [`PS${bits}`, { name: 'RSA-PSS', hash: `SHA-${bits}` }],
    ]),
  ),
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  ES384: { name: 'ECDSA', namedCurve: 'P-384' },
  ES512: { name: 'ECDSA', namedCurve: 'P-521' },
  EdDSA: { name: 'Ed25519' },
  Ed25519: { name: 'Ed25519' },
};
const RSA = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };

const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const pem = (label, bytes) =>
  `-----BEGIN ${label}-----\n${base64(bytes).replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;

/** One pair of keys in every form that the options take. */
async function formsOf(algorithm, parameters) {
  const isRsa = parameters.name.startsWith('RSA');
  const generated = await subtle.generateKey({ ...parameters, ...(isRsa ? RSA : {}) }, true, [
    'sign',
    'verify',
  ]);
  const { privateKey, publicKey } = generated;
  const jwkOf = async (key) => {
    const { key_ops: _ops, ext: _ext, alg: _alg, ...jwk } = await subtle.exportKey('jwk', key);
    return { ...jwk, alg: algorithm };
  };
  return {
    PEM: {
      privateKey: pem('PRIVATE KEY', await subtle.exportKey('pkcs8', privateKey)),
      publicKey: pem('PUBLIC KEY', await subtle.exportKey('spki', publicKey)),
    },
    JWK: { privateKey: await jwkOf(privateKey), publicKey: await jwkOf(publicKey) },
    CryptoKey: { privateKey, publicKey },
  };
}

/** Another signature: the first character carries no padding bits, so that every change counts. */
function altered(token) {
  const at = token.lastIndexOf('.') + 1;
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}

async function roundTrip(options, verifying) {
  const security = createSecurity({ ...COMMON, ...options });
  const token = await security.createToken('alice', { roles: ['admin'] });
  for (const reader of [security, createSecurity({ ...COMMON, ...verifying })]) {
    const { ok, claims, error } = await reader.verifyToken(token);
    assert(ok && claims.sub === 'alice', `the token is refused: ${error?.code} ${error?.reason}`);
    assert(!(await reader.verifyToken(altered(token))).ok, 'an altered signature is accepted');
  }
}

async function secrets() {
  const cases = {};
  for (const algorithm of ['HS256', 'HS384', 'HS512']) {
    const bytes = new TextEncoder().encode(SECRET);
    const k = btoa(SECRET).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
    const hmac = { name: 'HMAC', hash: `SHA-${algorithm.slice(2)}` };
    const keys = {
      string: SECRET,
      JWK: { kty: 'oct', k },
      CryptoKey: await subtle.importKey('raw', bytes, hmac, true, ['sign', 'verify']),
    };
    for (const [form, privateKey] of Object.entries(keys))
      cases[`${algorithm}, ${form}`] = () =>
        roundTrip({ privateKey, algorithm }, { privateKey: SECRET, algorithm });
  }
  return cases;
}

async function pairs() {
  const cases = {};
  for (const [algorithm, parameters] of Object.entries(PAIRS)) {
    const forms = await formsOf(algorithm, parameters);
    for (const [form, { privateKey, publicKey }] of Object.entries(forms)) {
      cases[`${algorithm}, ${form}`] = () =>
        roundTrip({ privateKey, publicKey, algorithm }, { publicKey, algorithm });
      cases[`${algorithm}, ${form}, the private key alone`] = () =>
        roundTrip({ privateKey, algorithm }, { publicKey: forms.CryptoKey.publicKey, algorithm });
    }
  }
  return cases;
}

const ACL = [[Allow, Authenticated, 'read']];

const others = {
  'the ACL decides and says why': () => {
    const resource = { acl: compileAcl(ACL), parent: null };
    assert(permits(resource, [Everyone, Authenticated], 'read'), 'it is denied');
    const { allowed, reason } = decide(resource, [Everyone], 'read');
    assert(!allowed && reason.includes('read'), 'it is allowed');
  },
  'the fetch entry point answers 401, 403 and 200': async () => {
    const security = createSecurity({ ...COMMON, privateKey: SECRET, root: { acl: ACL } });
    const app = authenticate(security)(permit('read')(() => new Response('in')));
    const other = authenticate(security)(permit('write')(() => new Response('in')));
    const authorization = `Bearer ${await security.createToken('alice')}`;
    const ask = (handler, headers) => handler(new Request('https://a.example/', { headers }));
    const statuses = [
      await ask(app, {}),
      await ask(other, { authorization }),
      await ask(app, { authorization }),
    ].map(({ status }) => status);
    assert(statuses.join() === '401,403,200', `it answers ${statuses.join()}`);
  },
  'the Hono entry point answers 401, 403 and 200, and sets a cookie': async () => {
    const policies = [headerPolicy(), cookiePolicy()];
    const security = createSecurity({ ...COMMON, privateKey: SECRET, policies });
    const app = new Hono();
    app.use(hono.authenticate((c) => c.env.security));
    app.get('/', hono.permit('read', { acl: ACL }), (c) => c.text(c.var.auth.userId));
    app.get('/write', hono.permit('write', { acl: ACL }), (c) => c.text('in'));
    app.get('/thrown', (c) => c.json(hono.userOf(c).userId));
    app.get('/redirect', async (c) => {
      await c.var.auth.remember('alice', {}, { provedBy: 'state' });
      return Response.redirect('https://a.example/', 302);
    });
    const headers = { authorization: `Bearer ${await security.createToken('alice')}` };
    const ask = (path, init) => app.request(`https://a.example${path}`, init, { security });
    const statuses = [
      await ask('/'),
      await ask('/thrown'),
      await ask('/write', { headers }),
      await ask('/', { headers }),
    ].map(({ status }) => status);
    assert(statuses.join() === '401,401,403,200', `it answers ${statuses.join()}`);
    const cookie = (await ask('/redirect')).headers.get('set-cookie')?.split(';')[0];
    assert((await ask('/', { headers: { cookie } })).status === 200, 'the cookie is not accepted');
  },
  'a login sets a cookie that the next request is known by': async () => {
    const policies = [headerPolicy(), cookiePolicy()];
    const security = createSecurity({ ...COMMON, privateKey: SECRET, policies });
    const app = authenticate(security)(async (request, { auth }) => {
      if (request.method === 'POST') await auth.remember('alice');
      return new Response(auth.userId);
    });
    const headers = { 'sec-fetch-site': 'same-origin', origin: 'https://a.example' };
    const login = await app(new Request('https://a.example/', { method: 'POST', headers }));
    const cookie = login.headers.get('set-cookie')?.split(';')[0];
    assert(cookie !== undefined, 'no cookie is set');
    const next = await app(new Request('https://a.example/', { headers: { cookie } }));
    assert((await next.text()) === 'alice', 'the cookie is not accepted');
  },
};

/** @returns {Promise<Record<string, string | null>>} each check and why it failed, or null */
export async function runChecks() {
  const results = {};
  const groups = [
    ['secrets', secrets],
    ['key pairs', pairs],
    ['others', async () => others],
    ['keys', async () => keyChecks],
    ['memoryStore', async () => named('memoryStore', sessionChecks(memoryWorld))],
  ];
  for (const [name, casesOf] of groups) {
    try {
      Object.assign(results, await resultsOf(await casesOf()));
    } catch (error) {
      results[name] = `${error.name}: ${error.message}`;
    }
  }
  return results;
}

/** Puts a name before that of each check. */
export function named(name, checks) {
  return Object.fromEntries(
    Object.entries(checks).map(([what, check]) => [`${name}: ${what}`, check]),
  );
}
