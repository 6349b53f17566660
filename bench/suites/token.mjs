/** Verifying and signing tokens, beside the libraries of the field and beside what `node:crypto` itself costs. */
import { serve } from '../lib/child.mjs';
import { pace } from '../lib/rounds.mjs';
import { verifyOnce } from '../token/verify.mjs';

serve(async ({ quick }) => {
  const how = pace(quick);
  return [...(await verifyOnce(how))];
});
