/** Decisions by access control list, beside the libraries of the field and a plain walk. */
import { aclGrowth, freshLists, longList, smallLists } from '../acl/decisions.mjs';
import { serve } from '../lib/child.mjs';
import { pace } from '../lib/rounds.mjs';

serve(async ({ quick }) => {
  const how = pace(quick);
  const rows = [];
  for (const part of [smallLists, freshLists, longList, aclGrowth]) rows.push(...(await part(how)));
  return rows;
});
