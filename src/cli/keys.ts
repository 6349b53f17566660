import { algorithmNames, algorithmRow, isAlgorithm } from '../keys/algorithm.ts';
import { generateKeys } from '../keys/generate.ts';
import type { Command } from './command.ts';
import { Misuse, textOption } from './command.ts';

export const keys: Command = {
  summary: 'makes a new key pair, as PEM and as JWK',
  usage: 'keys new [--algorithm ES256]',
  example: '(umask 077; pyramidion keys new --algorithm EdDSA --json > keys.json)',
  words: 1,
  options: { algorithm: { type: 'string', default: 'ES256' } },
  async run(input) {
    if (input.positionals[0] !== 'new') throw new Misuse('say "keys new"');
    const algorithm = textOption(input, 'algorithm');
    if (!isAlgorithm(algorithm) || algorithmRow(algorithm).family === 'hmac') {
      const pairs = algorithmNames.filter((name) => algorithmRow(name).family !== 'hmac');
      throw new Misuse(
        `--algorithm is one of ${pairs.join(', ')} (for HS* run "pyramidion secret")`,
      );
    }
    const made = await generateKeys(algorithm);
    return {
      status: 0,
      text: `kid: ${made.kid}\n${made.privatePem.trim()}\n${made.publicPem.trim()}`,
      json: made,
    };
  },
};
