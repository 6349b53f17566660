import type { Command } from './command.ts';
import { tokenOf } from './command.ts';
import { claimedKind } from './kind.ts';
import { securityOf, settingsOptions } from './settings-security.ts';

export const verify: Command = {
  summary: 'Check whether a token is valid, and say why if it is not',
  usage: '[TOKEN | -] [OPTIONS]',
  example: 'npx pyramidion token --sub alice | npx pyramidion verify',
  maxPositionals: 1,
  options: settingsOptions,
  async run(input) {
    const token = tokenOf(input);
    const kind = claimedKind(token);
    const result = await securityOf(input).verifyToken(token, { kind });
    if (result.ok)
      return {
        status: 0,
        text: `The ${kind} token is valid.\n${JSON.stringify(result.claims, null, 2)}`,
        json: { ...result, kind },
      };
    const { code, reason } = result.error;
    return {
      status: 1,
      text: `${code}: ${reason}`,
      json: { ok: false, error: { code, reason } },
    };
  },
};
