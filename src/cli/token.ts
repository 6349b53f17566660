import type { Command } from './command.ts';
import { Misuse, textOption } from './command.ts';
import { securityOf, settingsOptions } from './configured.ts';

export const token: Command = {
  summary: 'makes a token with the key of the settings',
  usage:
    'token --sub USER [--claim NAME=VALUE]... [--expiration 15m] [--audience NAME] [--settings FILE] [--section NAME]',
  example: 'pyramidion token --sub alice --claim \'roles=["admin"]\' --expiration 15m',
  words: 0,
  options: {
    ...settingsOptions,
    sub: { type: 'string' },
    claim: { type: 'string', multiple: true, default: [] },
    expiration: { type: 'string' },
    audience: { type: 'string' },
  },
  async run(input) {
    const sub = textOption(input, 'sub');
    if (sub === undefined) throw new Misuse('--sub says who the token is about');
    const claims = Object.fromEntries((input.values['claim'] as string[]).map(claimOf));
    const options = {
      expiration: textOption(input, 'expiration'),
      audience: textOption(input, 'audience'),
    };
    const made = await securityOf(input, options.expiration).createToken(sub, claims, options);
    return { status: 0, text: made, json: { token: made } };
  },
};

const OWN: ReadonlySet<string> = new Set(['sub', 'iat', 'exp', 'aud']);

/** `name=value`: the value is JSON when it can be read as such, and text otherwise. */
function claimOf(given: string): [string, unknown] {
  const equals = given.indexOf('=');
  if (equals < 1) throw new Misuse('--claim is written NAME=VALUE');
  const name = given.slice(0, equals);
  if (OWN.has(name))
    throw new Misuse(
      `--claim cannot set ${name}: the command does, by --sub, --audience, --expiration and the clock`,
    );
  const value = given.slice(equals + 1);
  try {
    return [name, JSON.parse(value)];
  } catch {
    return [name, value];
  }
}
