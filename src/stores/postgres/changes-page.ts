import type { Changes } from '../model/store.ts';
import { StoreError } from '../model/store-error.ts';
import { entryOf, listOf, membersOf, textOf, timeOf } from './answers.ts';
import type { Listening } from './database.ts';
import { storeLostError } from './postgres-error.ts';
import type { SchemaFunctions } from './schema-functions.ts';

const LIMIT = 2000;

/** The position of an entry: `<generation>@<epoch>@<timeline>:<number>`. */
const POSITION = /^([^@]+)@(\d{1,9})@([^@]+):(\d{1,15})$/;

/**
 * Reads one page of entries after a position.
 *
 * @throws StoreLostError if there is no content, or if the server has lost what was read before
 */
export async function readChanges(
  functions: SchemaFunctions,
  after: string | null,
  on?: Pick<Listening, 'ask'>,
): Promise<Changes> {
  const [, generation, epoch, timeline, number] = POSITION.exec(after ?? '') ?? [];
  const given =
    number === undefined
      ? null
      : { generation, epoch: Number(epoch), timeline, position: Number(number) };
  const answer = await functions.call('changes', { ...given, limit: LIMIT }, on);
  if (answer === null) throw storeLostError();
  const page = membersOf(answer);
  if (page['isReplica'] !== false)
    throw new StoreError(
      'postgresStore() is connected to a replica, which may lag behind: connect to the primary.',
    );
  if (page['isLost'] === true) {
    // For processes that begin now: they cannot know what is missing.
    await functions.call('lose', { generation: page['generation'] }).catch(() => undefined);
    throw storeLostError();
  }
  const rows = listOf(page['entries']);
  const last = timeOf(page['position']);
  const more = rows.length === LIMIT;
  const position = more ? timeOf(listOf(rows.at(-1))[5]) : last;
  const history = [textOf(page['generation']), timeOf(page['epoch']), textOf(page['timeline'])];
  return {
    generation: textOf(page['generation']),
    position: `${history.join('@')}:${position}`,
    entries: rows.map(entryOf),
    whole: page['isKnown'] !== true,
    more: more && position < last,
  };
}
