/** How authenticating a request grows with what an application configures, and with how many are asked at once. */
import { Allow, Authenticated, createSecurity, headerPolicy, keyRing } from '../../dist/index.js';
import { keysFor } from '../lib/keys.mjs';
import { jose } from '../lib/peers.mjs';
import { each, eachAsync } from '../lib/rounds.mjs';
import { AUDIENCE, copies, ISSUER, signer } from '../lib/tokens.mjs';
import { freshClaims } from './tokens.mjs';

const ALGORITHM = 'HS256';
const root = { acl: [[Allow, Authenticated, 'read']] };

/** @returns {Promise<Parameters<typeof import('./line.mjs').grow>[0][]>} */
export async function requestLines() {
  const { signing } = await keysFor(ALGORITHM);
  const keys = await Promise.all(Array.from({ length: 100 }, () => keysFor(ALGORITHM)));
  return [
    { axis: 'callback principals', unit: 'principals', points: [1, 10, 100, 1000].map((x) => withPrincipals(x, signing)) },
    { axis: 'policies', unit: 'policies', points: [1, 2, 4, 8].map((x) => withPolicies(x, signing)) },
    { axis: 'keys in the ring', unit: 'keys', points: [1, 10, 50, 100].map((x) => withKeys(keys.slice(0, x))) },
    { axis: 'requests in flight', unit: 'requests', points: [1, 10, 100, 1000].map((x) => inFlight(x, signing)) },
  ];
}

/** A list that the application keeps; what is measured is what becomes of it. */
function withPrincipals(x, { text, key }) {
  const principals = Array.from({ length: x }, (_, index) => `group:${index}`);
  const security = createSecurity({ privateKey: text, algorithm: ALGORITHM, expiration: '1h', callback: () => principals, root });
  return { x, subjects: [permitted(security, bearers(signer(ALGORITHM, key)))] };
}

/** The credential is in the last place that is looked at. */
function withPolicies(x, { text, key }) {
  const others = Array.from({ length: x - 1 }, (_, index) => headerPolicy({ httpHeader: `X-Token-${index}` }));
  const security = createSecurity({
    privateKey: text,
    algorithm: ALGORITHM,
    expiration: '1h',
    policies: [...others, headerPolicy()],
    root,
  });
  return { x, subjects: [permitted(security, bearers(signer(ALGORITHM, key)))] };
}

/** Tokens come from all keys of the ring in turn. */
function withKeys(keys) {
  const kid = (index) => `key-${index}`;
  const ring = keyRing(keys.map(({ signing }, index) => ({ kid: kid(index), privateKey: signing.text })));
  const signers = keys.map(({ signing }, index) => signer(ALGORITHM, signing.key, { kid: kid(index) }));
  const security = createSecurity({ keys: ring, algorithm: ALGORITHM, expiration: '1h', root });
  const prepare = (numbers) => copies(numbers.map((number) => signers[number % signers.length](freshClaims())))();
  return {
    x: keys.length,
    subjects: [{ who: 'pyramidion', role: 'ours', prepare, run: each((token) => security.verifyToken(token).ok) }],
  };
}

/** A callback that has to wait, as one that asks a database does, but for nothing. */
function inFlight(x, { text, key, cryptoKey }) {
  const callback = () =>
    new Promise((resolve) => {
      process.nextTick(resolve, ['role:reports']);
    });
  const security = createSecurity({
    privateKey: text,
    algorithm: ALGORITHM,
    expiration: '1h',
    audience: AUDIENCE,
    issuer: ISSUER,
    callback,
    root,
  });
  const sign = signer(ALGORITHM, key);
  const named = () => sign({ ...freshClaims(), aud: AUDIENCE, iss: ISSUER });
  const { verify } = jose('CryptoKey', ALGORITHM, cryptoKey);
  const ours = eachAsync(async (view) => (await security.authenticate(view)).permits('read'), x);
  // A batch that is hardly larger than what is under way at once would measure how it starts and how it ends.
  const enough = (prepare) => (numbers) => prepare(Array.from({ length: Math.max(numbers.length, 4 * x) }));
  const tokens = (numbers) => copies(numbers.map(named))();
  return {
    x,
    subjects: [
      { who: 'pyramidion', role: 'ours', prepare: enough(bearers(named)), run: ours },
      { who: 'jose, CryptoKey', role: 'peer', prepare: enough(tokens), run: eachAsync(async (token) => (await verify(token)).sub, x) },
    ],
  };
}

function permitted(security, prepare) {
  return { who: 'pyramidion', role: 'ours', prepare, run: each((view) => security.authenticate(view).permits('read')) };
}

/** Requests with a token each, that was never seen before. */
function bearers(sign) {
  return (numbers) => copies(numbers.map(() => `Bearer ${sign(freshClaims())}`))().map(viewOf);
}

function viewOf(field) {
  return { method: 'GET', secure: true, header: (name) => (name.toLowerCase() === 'authorization' ? field : undefined) };
}
