/**
 * The input of a command. Environment, stdin and time are parameters, so that tests can set them.
 */
export interface CommandInput {
  /** The options by name, as `parseArgs` returns them. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether the output is a terminal that shows colours. */
  readonly colors?: boolean;
}

/** The result of a command: status 0 is yes and 1 is no; the same answer as text and as JSON. */
export interface CommandResult {
  readonly status: 0 | 1;
  readonly text: string;
  readonly json: unknown;
  /** The numbers of the lines of the text, from 0, that a terminal shows in red. */
  readonly redLines?: readonly number[];
}

/** An option of a command. */
export interface CommandOption {
  /** What stands for the value in the help: `'FILE'`. An option without it has none. */
  readonly value?: string;
  readonly help: string;
  readonly default?: string;
  /** Whether it may be repeated; its value is then a list. */
  readonly multiple?: boolean;
}

/** One command of the command line. */
export interface Command {
  /** One line for the list of commands, and the first line of the command's help. */
  readonly summary: string;
  /** What follows the name of the command: `'[TOKEN | -] [OPTIONS]'`. */
  readonly usage: string;
  /** A command line that works as it is printed. */
  readonly example: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /**
   * How many arguments the command takes beside its options. One more is refused: it may be a file
   * whose `--settings` was forgotten.
   */
  readonly maxPositionals: number;
  run(input: CommandInput): CommandResult | Promise<CommandResult>;
}

/** A command line that is wrong. It ends with status 2 and the help of the command. */
export class UsageError extends Error {}

/** Returns the value of an option, or undefined. */
export function optionOf({ values }: CommandInput, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** Whether an option without a value is given. */
export function isSet({ values }: CommandInput, name: string): boolean {
  return values[name] === true;
}

/** Returns the values of an option that may be repeated. */
export function optionsOf({ values }: CommandInput, name: string): readonly string[] {
  return (values[name] as readonly string[] | undefined) ?? [];
}

/** Returns the token from `--token` or from the argument, or undefined. */
export function givenToken(input: CommandInput): string | undefined {
  const option = optionOf(input, 'token');
  const [argument] = input.positionals;
  if (option !== undefined && argument !== undefined)
    throw new UsageError('The token is given twice: as --token and as an argument. Keep one.');
  return option ?? argument;
}

/**
 * Returns the token. If it is `-` or missing it is read from stdin, which keeps it out of the
 * history.
 */
export function tokenOf(input: CommandInput): string {
  const given = givenToken(input);
  const { stdin } = input;
  const token = (given === undefined || given === '-' ? stdin() : given).trim();
  if (token === '')
    throw new UsageError('There is no token: pass it on standard input, or as the argument.');
  return token;
}
