import { peek } from '../token/decode.ts';
import type { Command } from './command.ts';
import { printable, tokenOf } from './command.ts';

const WARNING = 'Nothing here was verified: anybody can have written it.';

export const decode: Command = {
  summary: 'shows what a token says, and trusts none of it',
  usage: 'decode [TOKEN | -]',
  example: 'pyramidion token --sub alice | pyramidion decode',
  words: 1,
  options: {},
  run(input) {
    const read = peek(tokenOf(input));
    if (read === null)
      return {
        status: 1,
        text: 'This is not a compact JWS with a JSON header and payload.',
        json: { verified: false, header: null, claims: null },
      };
    const text = `${WARNING}\nheader: ${printable(read.header, 2)}\nclaims: ${printable(read.claims, 2)}`;
    return { status: 0, text, json: { verified: false, ...read } };
  },
};
