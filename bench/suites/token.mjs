/** Verifying and signing tokens, beside the libraries of the field and what `node:crypto` costs. */
import { pace } from '../lib/rounds.mjs';
import { serve } from '../lib/suite.mjs';
import { heapAfter, tokenGrowth } from '../token/growth.mjs';
import { reissuing, signing } from '../token/sign.mjs';
import { missAlways, verifyAgain, verifyOnce } from '../token/verify.mjs';

await serve(async (brief) => {
  // Memory first: what the others leave behind is not the library's.
  const rows = await heapAfter(brief === 'once' ? 10_000 : brief ? 100_000 : 1_000_000);
  for (const part of [verifyOnce, verifyAgain, missAlways, signing, reissuing])
    rows.push(...(await part(pace(brief), brief)));
  const look = { rounds: 3, batchMs: 2, warmUpMs: 15 };
  const full = { rounds: 7, batchMs: 6, warmUpMs: 60 };
  return [...rows, ...(await tokenGrowth(pace(brief, look, full)))];
});
