/** How repeated tokens grow with the number of users that come back. */
import { createVerifier } from 'fast-jwt';
import { createSecurity } from '../../dist/index.js';
import { keysFor } from '../lib/keys.mjs';
import { each } from '../lib/rounds.mjs';
import { tokenMint } from './tokens.mjs';
import { zipf } from '../lib/zipf.mjs';

const ALGORITHM = 'HS256';
const USERS = [100, 1_000, 10_000, 100_000];

/** @returns {Promise<Parameters<typeof import('./line.mjs').grow>[0]>} */
export async function userLine() {
  const { signing } = await keysFor(ALGORITHM);
  const mint = tokenMint(signing.key);
  const tokenOf = freshTokens(Array.from({ length: Math.max(...USERS) }, (_, number) => mint(number)));
  return { axis: 'users cached', unit: 'users', points: USERS.map((x) => ({ x, subjects: visited(x, tokenOf, signing.text) })) };
}

/** All in one piece of memory, since a hundred thousand Buffers would keep the garbage collector busy; all are of one length. */
function freshTokens(texts) {
  const { length } = texts[0];
  const octets = Buffer.from(texts.join(''), 'latin1');
  return (user) => octets.latin1Slice(user * length, (user + 1) * length);
}

function visited(x, tokenOf, text) {
  const draw = zipf(x);
  const security = createSecurity({ privateKey: text, algorithm: ALGORITHM, expiration: '1h' });
  const fastJwt = createVerifier({ key: text, algorithms: [ALGORITHM], cache: true });
  const prepare = (numbers) => numbers.map(() => tokenOf(draw()));
  const ours = { who: 'pyramidion', role: 'ours', prepare, run: each((token) => security.verifyToken(token).ok) };
  const peer = { who: 'fast-jwt, cache', role: 'peer', prepare, run: each((token) => fastJwt(token).sub) };
  // A server has run for a while: everybody has been there twice.
  for (let turn = 0; turn < 2; turn++) for (let user = x - 1; user >= 0; user--) ours.run([tokenOf(user)]);
  peer.run(prepare(Array.from({ length: 3_000 })));
  return [ours, peer];
}
