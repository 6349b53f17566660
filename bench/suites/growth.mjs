/** How the cost of a request grows with everything that may be large around it, and whether memory does. */
import { heapAfter } from '../growth/heap.mjs';
import { grow } from '../growth/line.mjs';
import { requestLines } from '../growth/request-lines.mjs';
import { tokenLines } from '../growth/token-lines.mjs';
import { userLine } from '../growth/user-line.mjs';
import { serve } from '../lib/child.mjs';
import { pace } from '../lib/rounds.mjs';

serve(async ({ quick }) => {
  // Memory first: what the lines leave behind is not the library's.
  const rows = await heapAfter(tokensFor(quick));
  for (const line of [...(await tokenLines()), ...(await requestLines()), await userLine()])
    rows.push(...(await grow(line, paceFor(quick))));
  return rows;
});

/** Ten million tokens take longer than everything else: once is enough. */
function tokensFor(quick) {
  if (quick) return quick === 'once' ? 30_000 : 300_000;
  return globalThis.Bun === undefined && Number(process.versions.node.split('.')[0]) >= 24 ? 10_000_000 : 1_000_000;
}

function paceFor(quick) {
  if (quick === 'once') return pace(quick);
  return quick ? { rounds: 3, batchMs: 2, warmUpMs: 15 } : { rounds: 7, batchMs: 6, warmUpMs: 60 };
}
