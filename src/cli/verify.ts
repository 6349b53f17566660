import type { Command } from './command.ts';
import { printable, tokenOf } from './command.ts';
import { readingSecurityOf, settingsOptions } from './configured.ts';

export const verify: Command = {
  summary: 'tells whether a token is good, and if not, why',
  usage: 'verify [TOKEN | -] [--settings FILE] [--section NAME]',
  example: 'pyramidion token --sub alice | pyramidion verify',
  words: 1,
  options: settingsOptions,
  async run(input) {
    const result = await readingSecurityOf(input).verifyToken(tokenOf(input));
    if (result.ok)
      return {
        status: 0,
        text: `The token is good.\n${printable(result.claims, 2)}`,
        json: result,
      };
    const { code, reason } = result.error;
    return {
      status: 1,
      text: `${code}: ${reason}`,
      json: { ok: false, error: { code, reason } },
    };
  },
};
