import type { Command } from './command.ts';
import { settingsOf, settingsOptions } from './configured.ts';

export const settings: Command = {
  summary: 'shows each setting, where it came from and what it shadows',
  usage: 'settings [--settings FILE] [--section NAME]',
  example: 'pyramidion settings --settings production.ini',
  words: 0,
  options: settingsOptions,
  run(input) {
    const { provenance } = settingsOf(input);
    const lines = provenance.map(({ name, value, source, shadows }) => {
      return `${name} = ${value}   (${source}${shadows.length === 0 ? '' : `; shadows ${shadows.join(', ')}`})`;
    });
    return {
      status: 0,
      text:
        lines.length === 0
          ? 'No setting is given: neither a file nor JWT_* in the environment.'
          : lines.join('\n'),
      json: provenance,
    };
  },
};
