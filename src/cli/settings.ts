import type { Command } from './command.ts';
import { readSettings, settingsOptions } from './settings-security.ts';

export const settings: Command = {
  summary: 'Show each setting and where it came from',
  usage: '[OPTIONS]',
  example: 'pyramidion settings --settings production.ini',
  maxPositionals: 0,
  options: settingsOptions,
  run(input) {
    const { provenance } = readSettings(input);
    const lines = provenance.map(({ name, value, source, shadows }) => {
      const shadowed = shadows.length === 0 ? '' : `; shadows ${shadows.join(', ')}`;
      return `${name} = ${value}   (${source}${shadowed})`;
    });
    return {
      status: 0,
      text:
        lines.join('\n') || 'There are no settings: no JWT_* variable is set, no file is named.',
      json: provenance,
    };
  },
};
