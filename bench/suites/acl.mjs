/** Decisions by access control list, beside the libraries of the field and a plain walk. */
import { freshLists, longList, smallLists } from '../acl/decisions.mjs';
import { pace } from '../lib/rounds.mjs';
import { serve } from '../lib/suite.mjs';

await serve(async (brief) => {
  const rows = [];
  for (const part of [smallLists, freshLists, longList]) rows.push(...(await part(pace(brief))));
  return rows;
});
