/** Verifying and signing tokens, beside the libraries of the field and beside what `node:crypto` itself costs. */
import { serve } from '../lib/child.mjs';
import { pace } from '../lib/rounds.mjs';
import { missAlways, verifyAgain } from '../token/repeat.mjs';
import { signAndReissue } from '../token/sign.mjs';
import { verifyOnce } from '../token/verify.mjs';

serve(async ({ quick }) => {
  const how = { ...pace(quick), quick: Boolean(quick) };
  return [...(await verifyOnce(how)), ...(await verifyAgain(how)), ...(await missAlways(how)), ...(await signAndReissue(how))];
});
