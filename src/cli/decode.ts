import { peek } from '../token/decode.ts';
import type { Command } from './command.ts';
import { tokenOf } from './command.ts';

export const decode: Command = {
  summary: 'Show what is in a token, without verifying it',
  usage: '[TOKEN | -] [OPTIONS]',
  example: 'npx pyramidion token --sub alice | npx pyramidion decode',
  maxPositionals: 1,
  options: {},
  run(input) {
    const read = peek(tokenOf(input));
    if (read === null)
      return {
        status: 1,
        text: 'This is not a token: it must be a compact JWS with a JSON header and payload.',
        json: { verified: false, header: null, claims: null },
      };
    const { header, claims } = read;
    const text = [
      'Not verified: anyone could have written this token.',
      `header: ${JSON.stringify(header, null, 2)}`,
      `claims: ${JSON.stringify(claims, null, 2)}`,
    ].join('\n');
    return { status: 0, text, json: { verified: false, header, claims } };
  },
};
