import { readFileSync } from 'node:fs';
import { parseArgs, styleText } from 'node:util';
import { printable } from '../base/printable.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { nearest } from '../options/did-you-mean.ts';
import { check } from './check.ts';
import type { Command, CommandInput } from './command.ts';
import { UsageError } from './command.ts';
import { decode } from './decode.ts';
import { explain } from './explain.ts';
import { commandHelp, overview } from './help.ts';
import { keys } from './keys.ts';
import { lock } from './lock.ts';
import { routes } from './routes.ts';
import { secret } from './secret.ts';
import { settings } from './settings.ts';
import { store } from './store.ts';
import { token } from './token.ts';
import { verify } from './verify.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  secret,
  keys,
  token,
  decode,
  verify,
  explain,
  routes,
  lock,
  settings,
  check,
  store,
};

/** The result of a run: status 0 is yes, 1 is no, 2 is a wrong command line or wrong settings. */
export interface Outcome {
  readonly status: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
}

type World = Pick<CommandInput, 'env' | 'stdin' | 'now' | 'colors'>;

/** Runs one command line. It throws for nothing that was typed. */
export async function run(args: readonly string[], world: World): Promise<Outcome> {
  const [name, ...rest] = args;
  if (name === undefined) return { status: 2, out: print(overview(COMMANDS)), err: '' };
  if (name === '--version') return { status: 0, out: print(version()), err: '' };
  if (name === '--help' || name === '-h' || name === 'help')
    return { status: 0, out: print(overview(COMMANDS)), err: '' };
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const meant = nearest(name, Object.keys(COMMANDS));
    const hint = meant === null ? '.' : `: did you mean ${meant}?`;
    return usageError(`There is no such command${hint}`, overview(COMMANDS));
  }
  try {
    return await runCommand(name, command, rest, world);
  } catch (error) {
    if (error instanceof UsageError || isParseArgsError(error))
      return usageError(error.message, commandHelp(name, command));
    if (ConfigurationError.isConfigurationError(error))
      return { status: 2, out: '', err: print(error.message) };
    throw error;
  }
}

async function runCommand(
  name: string,
  command: Command,
  args: string[],
  world: World,
): Promise<Outcome> {
  const options = {
    ...Object.fromEntries(
      Object.entries(command.options).map(
        ([option, { value, default: fallback, multiple = false }]) => [
          option,
          value === undefined
            ? { type: 'boolean' }
            : {
                type: 'string',
                multiple,
                ...(fallback === undefined ? {} : { default: fallback }),
              },
        ],
      ),
    ),
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (values['help'] === true)
    return { status: 0, out: print(commandHelp(name, command)), err: '' };
  const extra = positionals[command.maxPositionals];
  if (extra !== undefined)
    throw new UsageError(`${JSON.stringify(extra.slice(0, 40))} is one argument too many.`);
  const result = await command.run({ ...world, values, positionals });
  const { status, text, json, redLines = [] } = result;
  if (values['json'] === true) return { status, out: print(JSON.stringify(json)), err: '' };
  return {
    status,
    out: world.colors === true ? inRed(print(text), redLines) : print(text),
    err: '',
  };
}

function inRed(text: string, numbers: readonly number[]): string {
  const shown = (line: string, number: number): string =>
    numbers.includes(number) ? styleText('red', line, { validateStream: false }) : line;
  return text.split('\n').map(shown).join('\n');
}

function isParseArgsError(error: unknown): error is TypeError {
  const code = (error as { code?: unknown } | null)?.code;
  return (
    error instanceof TypeError && typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS')
  );
}

function usageError(message: string, help: string): Outcome {
  return { status: 2, out: '', err: print(`${message}\n\n${help}`) };
}

/** Ends a text with a line break. A token or setting of an attacker cannot control the terminal. */
function print(text: string): string {
  return `${printable(text, true)}\n`;
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
