/** Decisions by access control list: small ones beside the libraries of the field, long ones, and how they grow. */
import { deniedByDefault, freshLeaf, otherwiseWritten, staticTree } from '../acl/decision.mjs';
import { growth, manyLines } from '../acl/growth.mjs';
import { serve } from '../lib/child.mjs';
import { pace } from '../lib/rounds.mjs';

serve(async ({ quick }) => {
  const how = pace(quick);
  const rows = [];
  for (const part of [staticTree, deniedByDefault, freshLeaf, manyLines, otherwiseWritten, growth]) rows.push(...(await part(how)));
  return rows;
});
