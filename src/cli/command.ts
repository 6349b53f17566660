import type { ParseArgsConfig } from 'node:util';

/** What a command is run with; streams and environment are parameters, so that it can be asked in a test as on a terminal. */
export interface CommandInput {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: () => string;
  readonly now: () => number;
}

/** What a command answers: 0 yes, 1 no; its text, and the same for programs (`--json`). */
export interface CommandAnswer {
  readonly status: 0 | 1;
  readonly text: string;
  readonly json: unknown;
}

/** One command of the command line. */
export interface Command {
  readonly summary: string;
  readonly usage: string;
  readonly example: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** How many words it takes beside its options; one more is a slip, such as a file whose `--settings` was forgotten. */
  readonly words: number;
  run(input: CommandInput): CommandAnswer | Promise<CommandAnswer>;
}

/** A call that makes no sense: exit status 2, and the usage. */
export class Misuse extends Error {}

/** An option that was given as text, or `undefined`. */
export function textOption({ values }: CommandInput, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** JSON for a terminal: no control or bidirectional character of a stranger's token gets there as itself. */
export function printable(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What was given as the token, by `--token` or as the argument; `undefined` when nothing was. */
export function givenToken(input: CommandInput): string | undefined {
  const named = textOption(input, 'token');
  const [word] = input.positionals;
  if (named !== undefined && word !== undefined)
    throw new Misuse('the token is there twice: as --token and as the argument');
  return named ?? word;
}

/** The token of a call; `-` or none is standard input, which keeps it out of the history of the shell. */
export function tokenOf(input: CommandInput): string {
  const given = givenToken(input);
  const { stdin } = input;
  const token = (given === undefined || given === '-' ? stdin() : given).trim();
  if (token === '')
    throw new Misuse('no token was given: pass it on standard input, or as the argument');
  return token;
}
