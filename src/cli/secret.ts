import { generateSecret } from '../keys/generate.ts';
import type { Command } from './command.ts';

export const secret: Command = {
  summary: 'Print a new random secret for HS256, HS384 and HS512',
  usage: '[OPTIONS]',
  example: 'export JWT_PRIVATE_KEY=$(npx pyramidion secret)',
  maxPositionals: 0,
  options: {},
  run() {
    const made = generateSecret();
    return { status: 0, text: made, json: { secret: made } };
  },
};
