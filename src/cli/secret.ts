import { generateSecret } from '../keys/generate.ts';
import type { Command } from './command.ts';

export const secret: Command = {
  summary: 'prints a new random secret for HS256, HS384 and HS512',
  usage: 'secret',
  example: 'export JWT_PRIVATE_KEY=$(pyramidion secret)',
  words: 0,
  options: {},
  run() {
    const made = generateSecret();
    return { status: 0, text: made, json: { secret: made } };
  },
};
