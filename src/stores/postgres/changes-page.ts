import type { Changes } from '../model/store.ts';
import { StoreError } from '../model/store-error.ts';
import { entryOf, listOf, membersOf, textOf, timeOf } from './answers.ts';
import type { Listening } from './database.ts';
import { storeLostError } from './postgres-error.ts';
import type { SchemaFunctions } from './schema-functions.ts';

const LIMIT = 2000;

/** Reads one page of entries after a position, which is `<history>:<number>`. */
export async function readChanges(
  functions: SchemaFunctions,
  after: string | null,
  on?: Pick<Listening, 'ask'>,
): Promise<Changes> {
  const [, history = '', number = ''] = /^(.+):(\d{1,15})$/.exec(after ?? '') ?? [];
  const given = number === '' ? null : { history, position: Number(number) };
  const answer = await functions.call('changes', { ...given, limit: LIMIT }, on);
  if (answer === null) throw storeLostError();
  const page = membersOf(answer);
  if (page['isReplica'] !== false)
    throw new StoreError(
      'postgresStore() is connected to a replica, which may lag behind: connect to the primary.',
    );
  const rows = listOf(page['entries']);
  const last = timeOf(page['position']);
  const more = rows.length === LIMIT;
  const position = more ? timeOf(listOf(rows.at(-1))[5]) : last;
  return {
    generation: textOf(page['generation']),
    position: `${textOf(page['history'])}:${position}`,
    entries: rows.map(entryOf),
    whole: page['isKnown'] !== true,
    more: more && position < last,
  };
}
