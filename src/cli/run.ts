import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ConfigurationError } from '../options/configuration-error.ts';
import { AuthError } from '../base/errors.ts';
import { nearest } from '../options/did-you-mean.ts';
import { check } from './check.ts';
import type { Command, CommandInput } from './command.ts';
import { Misuse, printable } from './command.ts';
import { decode } from './decode.ts';
import { explain } from './explain.ts';
import { keys } from './keys.ts';
import { secret } from './secret.ts';
import { settings } from './settings.ts';
import { token } from './token.ts';
import { verify } from './verify.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  secret,
  keys,
  token,
  decode,
  verify,
  explain,
  settings,
  check,
};

/** What a run ends with; status 0 is yes, 1 no, 2 misuse. */
export interface Outcome {
  readonly status: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
}

/** Runs one call of the command line and never throws for what was typed. */
export async function run(
  args: readonly string[],
  world: Pick<CommandInput, 'env' | 'stdin' | 'now'>,
): Promise<Outcome> {
  const [name, ...rest] = args;
  if (name === '--version') return said(version());
  if (name === undefined || name === '--help' || name === '-h' || name === 'help')
    return { ...said(overview()), status: name === undefined ? 2 : 0 };
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const near = nearest(name, Object.keys(COMMANDS));
    return misuse(`unknown command${near === null ? '' : `: did you mean ${near}?`}`, overview());
  }
  try {
    const options = {
      ...command.options,
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    const { values, positionals } = parseArgs({ args: rest, options, allowPositionals: true });
    if (values['help'] === true) return said(help(command));
    const extra = positionals[command.words];
    if (extra !== undefined)
      throw new Misuse(`${JSON.stringify(extra.slice(0, 40))} is one word too many`);
    const { status, text, json } = await command.run({ ...world, values, positionals });
    return { status, out: `${values['json'] === true ? printable(json) : text}\n`, err: '' };
  } catch (error) {
    if (error instanceof ConfigurationError || error instanceof AuthError)
      return { status: 2, out: '', err: `${error.message}\n` };
    if (error instanceof Misuse || (error instanceof TypeError && 'code' in error))
      return misuse(error.message, help(command));
    throw error;
  }
}

function said(out: string): Outcome {
  return { status: 0, out: `${out}\n`, err: '' };
}

function misuse(message: string, usage: string): Outcome {
  return { status: 2, out: '', err: `${message}\n\n${usage}\n` };
}

function overview(): string {
  const lines = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  ${name.padEnd(10)}${summary}`,
  );
  return [
    'usage: pyramidion COMMAND [--json] [--help]',
    '',
    ...lines,
    '',
    'exit status: 0 yes, 1 no, 2 misuse',
  ].join('\n');
}

function help({ usage, summary, example }: Command): string {
  return `usage: pyramidion ${usage} [--json]\n\n${summary}\n\nexample:\n  ${example}`;
}

function version(): string {
  return (
    JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    }
  ).version;
}
