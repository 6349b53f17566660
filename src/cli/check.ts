import { createSecurity } from '../config/create-security.ts';
import { collectFaults } from '../options/configuration-error.ts';
import type { Command } from './command.ts';
import { requireSettings, settingsOptions } from './settings-security.ts';

export const check: Command = {
  summary: 'Check the settings for mistakes and for what is not safe',
  usage: '[OPTIONS]',
  example: 'pyramidion check --settings production.ini',
  maxPositionals: 0,
  options: settingsOptions,
  run(input) {
    const faults: string[] = [];
    collectFaults(faults, () => createSecurity({ ...requireSettings(input), audit: 'enforce' }));
    return {
      status: faults.length === 0 ? 0 : 1,
      text: faults.map((fault) => `- ${fault}`).join('\n') || 'No problem was found.',
      json: { faults },
    };
  },
};
