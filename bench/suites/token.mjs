/** Verifying and signing tokens, beside the libraries of the field and what `node:crypto` costs. */
import { pace } from '../lib/rounds.mjs';
import { serve } from '../lib/suite.mjs';
import { reissuing, signing } from '../token/sign.mjs';
import { verifyAgain, verifyOnce } from '../token/verify.mjs';

await serve(async (brief) => {
  const rows = [];
  for (const part of [verifyOnce, verifyAgain, signing, reissuing])
    rows.push(...(await part(pace(brief))));
  return rows;
});
