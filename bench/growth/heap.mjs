/** What is left in memory when tokens never end. */
import { createSecurity } from '../../dist/index.js';
import { collectGarbage } from '../lib/child.mjs';
import { keysFor } from '../lib/keys.mjs';
import { subjectOf } from './line.mjs';
import { tokenMint } from './tokens.mjs';

/** So many, and the cache is full. */
const BEFORE = 300_000;
const POINTS = [10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000];

/**
 * Every fourth token comes twice, so that it is taken for one that will come again; then it never does.
 *
 * @param {number} most how many tokens
 */
export async function heapAfter(most) {
  const { signing } = await keysFor('HS256');
  const security = createSecurity({ privateKey: signing.text, algorithm: 'HS256', expiration: '1h' });
  const mint = tokenMint(signing.key);
  const rows = [];
  let number = 0;
  for (const point of POINTS.filter((tokens) => tokens <= most)) {
    for (; number < BEFORE + point; number++) send(security, mint(number), number % 4 === 0 ? 2 : 1);
    collectGarbage();
    const used = Number((process.memoryUsage().heapUsed / 2 ** 20).toPrecision(4));
    const figures = { role: 'ours', unit: 'MB', median: used, min: used, max: used, ratioToLimit: null, ratioToBestPeer: null };
    rows.push({ subject: `${subjectOf('heap after distinct tokens', point, 'tokens')}: pyramidion`, ...figures });
  }
  return rows;
}

function send(security, token, times) {
  for (let time = 0; time < times; time++) if (!security.verifyToken(token).ok) throw new Error('a good token was refused');
}
