import type { Algorithm } from '../keys/algorithm.ts';
import { algorithmNames, algorithmRow, isAlgorithm } from '../keys/algorithm.ts';
import type { KeyDocument } from '../keys/file/key-document.ts';
import { keysOfDocument } from '../keys/file/key-document.ts';
import { adopt, remove, rotate } from '../keys/file/rotate.ts';
import { generateJwk, generateKeys } from '../keys/generate.ts';
import { publish } from '../keys/publish.ts';
import { MOST_DAYS } from '../keys/until.ts';
import { parseDuration } from '../options/duration.ts';
import { adoptedKey } from './adopted-key.ts';
import type { Command, CommandInput, CommandResult } from './command.ts';
import { optionOf, UsageError } from './command.ts';
import { rowsOf, tableOf } from './key-table.ts';
import { changeKeys, readKeys } from './stored-keys.ts';

const DAY = 86_400;
const PAIR_ALGORITHMS = algorithmNames.filter((name) => algorithmRow(name).family !== 'hmac');

type Action = (input: CommandInput) => CommandResult | Promise<CommandResult>;
type Change = (document: KeyDocument | null) => KeyDocument | Promise<KeyDocument>;

/** What follows `keys`. */
const ACTIONS: Readonly<Record<string, Action>> = {
  new: makePair,
  rotate(input) {
    const algorithm = algorithmOf(input);
    const rules = { keep: timeOf(input, 'keep', MOST_DAYS), after: timeOf(input, 'after', 7) };
    return write(input, (document) => rotate(document, algorithm, generateJwk, rules, input.now()));
  },
  list: (input) => answer(read(input)),
  jwks(input) {
    const set = publish(keysOfDocument(read(input), fileOf(input)));
    return { status: 0, text: JSON.stringify(set, null, 2), json: set };
  },
  async add(input) {
    const { jwk, weaknesses } = adoptedKey(
      input.stdin(),
      algorithmOf(input),
      optionOf(input, 'kid'),
    );
    const { text, ...result } = await write(input, (document) => adopt(document, jwk, input.now()));
    const warnings = weaknesses.map((weakness) => `Warning: the key ${weakness}. Rotate it soon.`);
    return { ...result, text: [text, ...warnings].join('\n') };
  },
  remove(input) {
    const kid = optionOf(input, 'kid');
    if (kid === undefined) throw new UsageError('Name the key that is removed: --kid=KID.');
    return write(input, (document) => remove(document ?? [], kid, input.now()));
  },
};

export const keys: Command = {
  summary: 'Make a key pair; keep keys in a file and rotate them',
  usage: 'new | rotate | list | jwks | add | remove [OPTIONS]',
  example: 'npx pyramidion keys rotate --file keys.json --algorithm ES256',
  maxPositionals: 1,
  options: {
    file: {
      value: 'FILE',
      help: 'the file of keys, for all but new (default: keys.json)',
      default: 'keys.json',
    },
    algorithm: { value: 'NAME', help: 'of the new key (default: that of the last one, or ES256)' },
    kid: { value: 'KID', help: 'the key that is removed, or the name of one that is added' },
    keep: {
      value: 'DURATION',
      help: 'rotate: how long the previous key verifies: as long as your longest token (default: 30d)',
      default: '30d',
    },
    after: {
      value: 'DURATION',
      help: 'rotate: how old a key on standby must be before it signs (default: 10m)',
      default: '10m',
    },
  },
  run(input) {
    const [name = ''] = input.positionals;
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (action !== undefined) return action(input);
    throw new UsageError(`Write one of ${Object.keys(ACTIONS).join(', ')} after "keys".`);
  },
};

async function makePair(input: CommandInput): Promise<CommandResult> {
  const algorithm = algorithmOf(input) ?? 'ES256';
  if (!PAIR_ALGORITHMS.includes(algorithm))
    throw new UsageError(
      `--algorithm must be one of ${PAIR_ALGORITHMS.join(', ')}. ` +
        'For HS256, HS384 and HS512 run "npx pyramidion secret".',
    );
  const made = await generateKeys(algorithm);
  return {
    status: 0,
    text: `kid: ${made.kid}\n${made.privatePem.trim()}\n${made.publicPem.trim()}`,
    json: made,
  };
}

async function write(input: CommandInput, change: Change): Promise<CommandResult> {
  return answer(await changeKeys(fileOf(input), change));
}

function read(input: CommandInput): KeyDocument {
  const document = readKeys(fileOf(input));
  if (document !== null) return document;
  throw new UsageError(`There is no file ${fileOf(input)}: make it with "keys rotate".`);
}

function answer(document: KeyDocument): CommandResult {
  return { status: 0, text: tableOf(document), json: rowsOf(document) };
}

function fileOf(input: CommandInput): string {
  return optionOf(input, 'file') as string;
}

function algorithmOf(input: CommandInput): Algorithm | null {
  const algorithm = optionOf(input, 'algorithm');
  if (algorithm === undefined) return null;
  if (isAlgorithm(algorithm)) return algorithm;
  throw new UsageError(`--algorithm must be one of ${algorithmNames.join(', ')}.`);
}

/** @returns milliseconds */
function timeOf(input: CommandInput, name: string, mostDays: number): number {
  const seconds = parseDuration(optionOf(input, name));
  if (seconds !== null && seconds <= mostDays * DAY) return seconds * 1000;
  throw new UsageError(`--${name} must be a duration of at most ${mostDays} days, such as 12h.`);
}
