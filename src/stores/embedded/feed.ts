import type { Entry } from '../model/entry.ts';
import { StoreLostError } from '../model/store.ts';
import type { Changes } from '../model/store.ts';
import type { StoreState, Tables } from './tables.ts';

/** How many entries an answer has at most. */
const PAGE = 1000;

/**
 * Returns the entries after a position.
 *
 * An entry that is stored again moves to the end, so that those after a position are all that a
 * reader has to hear, however far behind it is; what was removed in between could stop nothing.
 */
export function readChanges(tables: Tables, state: StoreState, after: string | null): Changes {
  const { generation, position: end } = state;
  const known = placeIn(after, state);
  const page = tables.entriesAfter(known ?? 0, PAGE);
  const more = page.length === PAGE;
  // What was purged leaves gaps, and the last position may be one of them.
  const position = more ? (page.at(-1)?.position ?? end) : end;
  return {
    generation,
    position: positionOf({ generation, position }),
    entries: page.map(toEntry),
    whole: known === null,
    more,
  };
}

/** Returns a position as readers have it. One of other content is none of this. */
export function positionOf({
  generation,
  position,
}: Pick<StoreState, 'generation' | 'position'>): string {
  return `${generation}:${position}`;
}

/** Returns the generation that a position is of. */
export function generationOf(position: string | null): string {
  return position?.split(':')[0] ?? '';
}

/**
 * Returns where to go on; null if the position is none of this content.
 *
 * @throws StoreLostError if the content ends before what was read: an older copy took its place
 */
function placeIn(after: string | null, { generation, position }: StoreState): number | null {
  const text = after?.split(':')[1] ?? '';
  if (generationOf(after) !== generation || !/^\d{1,15}$/.test(text)) return null;
  if (Number(text) <= position) return Number(text);
  throw new StoreLostError('The store has lost entries that were read before: an older copy?');
}

function toEntry({ kind, id, user, until, at }: Entry): Entry {
  return { kind, id, user, until, at };
}
