/** How the cost of a request grows with everything that may be large around it, and whether memory does. */
import { heapAfter } from '../growth/heap.mjs';
import { grow } from '../growth/line.mjs';
import { requestLines } from '../growth/request-lines.mjs';
import { tokenLines } from '../growth/token-lines.mjs';
import { userLine } from '../growth/user-line.mjs';
import { serve } from '../lib/child.mjs';
import { pace } from '../lib/rounds.mjs';

/** Ten million tokens take longer than everything else: once is enough. */
const most = globalThis.Bun === undefined && Number(process.versions.node.split('.')[0]) >= 24 ? 10_000_000 : 1_000_000;

serve(async ({ quick }) => {
  const how = quick ? { rounds: 3, batchMs: 2, warmUpMs: 15 } : { ...pace(false), rounds: 7, batchMs: 6, warmUpMs: 60 };
  // Memory first: what the lines leave behind is not the library's.
  const rows = await heapAfter(quick ? 300_000 : most);
  for (const line of [...(await tokenLines()), ...(await requestLines()), await userLine()]) rows.push(...(await grow(line, how)));
  return rows;
});
