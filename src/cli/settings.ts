import type { Settings } from '../config/load/load-settings.ts';
import type { Command } from './command.ts';
import { readSettings, settingsOptions } from './settings-security.ts';

export const settings: Command = {
  summary: 'Show each setting and where it came from',
  usage: '[OPTIONS]',
  example: 'npx pyramidion settings --settings production.ini',
  maxPositionals: 0,
  options: settingsOptions,
  run(input) {
    const { options, provenance } = readSettings(input);
    const missing = missingIn(options);
    const lines = provenance.map(({ name, value, source, shadows }) => {
      const shadowed = shadows.length === 0 ? '' : `; shadows ${shadows.join(', ')}`;
      return `${name} = ${value}   (${source}${shadowed})`;
    });
    return {
      status: missing.length === 0 ? 0 : 1,
      text: [...lines, ...missing].join('\n'),
      json: { settings: provenance, missing },
    };
  },
};

/** Returns what the settings lack, so that no security can be made of them alone. */
function missingIn({ privateKey, publicKey }: Settings['options']): readonly string[] {
  return privateKey === undefined && publicKey === undefined ? [NO_KEY] : [];
}

const NO_KEY =
  'A key is missing: set JWT_PRIVATE_KEY ("npx pyramidion secret" prints a secret), or ' +
  'JWT_PUBLIC_KEY for a server that only verifies.';
