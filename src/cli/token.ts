import { parseDuration } from '../options/duration.ts';
import type { Command, CommandInput } from './command.ts';
import { optionOf, optionsOf, UsageError } from './command.ts';
import { securityOf, settingsOptions } from './settings-security.ts';

/** Claims that have an option of their own, or are the time. */
const RESERVED: ReadonlySet<string> = new Set(['sub', 'iat', 'exp', 'aud']);

export const token: Command = {
  summary: 'Make a token with the key of the settings',
  usage: '--sub USER [OPTIONS]',
  example: 'npx pyramidion token --sub alice --claim \'roles=["admin"]\' --expiration 15m',
  maxPositionals: 0,
  options: {
    sub: { value: 'USER', help: 'Id of the user' },
    claim: {
      value: 'NAME=VALUE',
      help: 'One more claim; VALUE is JSON or a string. May be repeated',
      multiple: true,
    },
    expiration: {
      value: 'DURATION',
      help: 'Lifetime, such as 90s, 15m, 2h, or never (default: as in the settings)',
    },
    audience: { value: 'NAME', help: 'Audience (default: as in the settings)' },
    ...settingsOptions,
  },
  async run(input) {
    const sub = optionOf(input, 'sub');
    if (sub === undefined) throw new UsageError('--sub is missing: name the user.');
    const claims = Object.fromEntries(optionsOf(input, 'claim').map(parseClaim));
    const options = { expiration: expirationOf(input), audience: optionOf(input, 'audience') };
    try {
      const made = await securityOf(input).createToken(sub, claims, options);
      return { status: 0, text: made, json: { token: made } };
    } catch (error) {
      // A user id, a claim or the size of the token is wrong: all of it was typed.
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
      throw new UsageError(error.message);
    }
  },
};

function expirationOf(input: CommandInput): number | 'never' | undefined {
  const text = optionOf(input, 'expiration');
  if (text === undefined || text === 'never') return text;
  const seconds = parseDuration(text);
  if (seconds === null || seconds === 0)
    throw new UsageError('--expiration must be a duration such as 15m, or never.');
  return seconds;
}

/** Reads `NAME=VALUE`; a value that is not JSON is a string. */
function parseClaim(text: string): [name: string, value: unknown] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UsageError('--claim must be written NAME=VALUE.');
  const name = text.slice(0, equals);
  if (RESERVED.has(name))
    throw new UsageError(
      `--claim cannot set ${name}: --sub, --audience, --expiration and the clock set it.`,
    );
  const value = text.slice(equals + 1);
  try {
    return [name, JSON.parse(value)];
  } catch {
    return [name, value];
  }
}
