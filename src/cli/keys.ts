import { algorithmNames, algorithmRow, isAlgorithm } from '../keys/algorithm.ts';
import { generateKeys } from '../keys/generate.ts';
import type { Command } from './command.ts';
import { optionOf, UsageError } from './command.ts';

const PAIR_ALGORITHMS = algorithmNames.filter((name) => algorithmRow(name).family !== 'hmac');

export const keys: Command = {
  summary: 'Make a new key pair, as PEM and as JWK',
  usage: 'new [OPTIONS]',
  example: '(umask 077; npx pyramidion keys new --algorithm EdDSA --json > keys.json)',
  maxPositionals: 1,
  options: {
    algorithm: {
      value: 'NAME',
      help: 'RS, PS or ES with 256, 384 or 512; EdDSA or Ed25519 (default: ES256)',
      default: 'ES256',
    },
  },
  async run(input) {
    if (input.positionals[0] !== 'new')
      throw new UsageError('Write "keys new" to make a key pair.');
    const algorithm = optionOf(input, 'algorithm');
    if (!isAlgorithm(algorithm) || !PAIR_ALGORITHMS.includes(algorithm))
      throw new UsageError(
        `--algorithm must be one of ${PAIR_ALGORITHMS.join(', ')}. ` +
          'For HS256, HS384 and HS512 run "npx pyramidion secret".',
      );
    const made = await generateKeys(algorithm);
    return {
      status: 0,
      text: `kid: ${made.kid}\n${made.privatePem.trim()}\n${made.publicPem.trim()}`,
      json: made,
    };
  },
};
