/** Verifying and signing tokens, beside the libraries of the field and what `node:crypto` costs. */
import { serve } from '../lib/child.mjs';
import { pace } from '../lib/rounds.mjs';
import { heapAfter, tokenGrowth } from '../token/growth.mjs';
import { reissuing, signing } from '../token/sign.mjs';
import { missAlways, verifyAgain, verifyOnce } from '../token/verify.mjs';

const LINE = { rounds: 7, batchMs: 6, warmUpMs: 60 };
const LOOK = { rounds: 3, batchMs: 2, warmUpMs: 15 };

serve(async ({ quick }) => {
  const how = pace(quick);
  const rows = [];
  // Memory first: what the others leave behind is not the library's.
  rows.push(...(await heapAfter(quick === 'once' ? 10_000 : quick ? 100_000 : 1_000_000)));
  for (const part of [verifyOnce, verifyAgain, missAlways, signing, reissuing])
    rows.push(...(await part(how, quick)));
  return [...rows, ...(await tokenGrowth(pace(quick, LOOK, LINE)))];
});
