import { ConfigurationError } from '../options/configuration-error.ts';
import { createSecurity } from '../config/create-security.ts';
import type { Command } from './command.ts';
import { settingsOf, settingsOptions } from './configured.ts';

export const check: Command = {
  summary: 'audits the settings: weak secrets, tokens without end, cookies that travel in the open',
  usage: 'check [--settings FILE] [--section NAME]',
  example: 'pyramidion check --settings production.ini',
  words: 0,
  options: settingsOptions,
  run(input) {
    try {
      createSecurity({ ...settingsOf(input).options, audit: 'enforce' });
      return { status: 0, text: 'Nothing was found.', json: { faults: [] } };
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      return {
        status: 1,
        text: error.faults.map((fault) => `- ${fault}`).join('\n'),
        json: { faults: error.faults },
      };
    }
  },
};
