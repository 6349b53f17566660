import type { Command, CommandOption } from './command.ts';

const COMMON_OPTIONS = [
  ['--json', 'Print JSON'],
  ['-h, --help', 'Show this help'],
] as const;

/** Returns the help that lists all commands. */
export function overview(commands: Readonly<Record<string, Command>>): string {
  return [
    'Usage: pyramidion COMMAND [OPTIONS]',
    '',
    'Commands:',
    table(Object.entries(commands).map(([name, { summary }]) => [name, summary])),
    '',
    'Options of every command:',
    table(COMMON_OPTIONS),
    '',
    'Settings are read from the environment (JWT_PRIVATE_KEY, JWT_EXPIRATION, ...) and from the',
    'ini file that --settings names.',
    '',
    'pyramidion --version prints the version.',
    'Exit status: 0 yes, 1 no, 2 the command line or the settings are wrong',
  ].join('\n');
}

/** Returns the help of one command. */
export function commandHelp(name: string, command: Command): string {
  const { usage, summary, example } = command;
  const options = Object.entries(command.options).map(
    ([option, { value, help }]: [string, CommandOption]) =>
      [value === undefined ? `--${option}` : `--${option} ${value}`, help] as const,
  );
  return [
    `Usage: pyramidion ${name} ${usage}`,
    '',
    `${summary}.`,
    '',
    'Options:',
    table([...options, ...COMMON_OPTIONS]),
    '',
    'Example:',
    `  ${example}`,
  ].join('\n');
}

function table(rows: readonly (readonly [left: string, right: string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join('\n');
}
