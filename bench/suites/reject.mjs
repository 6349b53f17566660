/** Refusing tokens, beside the libraries of the field and beside what accepting one costs. */
import { serve } from '../lib/child.mjs';
import { pace } from '../lib/rounds.mjs';
import { refusing } from '../reject/refuse.mjs';

/** There are many kinds, and all of them meet the same code. */
serve(({ quick }) => refusing(paceFor(quick)));

function paceFor(quick) {
  if (quick === 'once') return pace(quick);
  return quick ? { rounds: 3, batchMs: 1, warmUpMs: 2 } : { rounds: 15, batchMs: 1.5, warmUpMs: 12 };
}
