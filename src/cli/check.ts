import { createSecurity } from '../config/create-security.ts';
import { collectFaults } from '../options/configuration-error.ts';
import { withOption } from '../options/option-names.ts';
import type { Command } from './command.ts';
import { readSettings, settingsOptions } from './settings-security.ts';

export const check: Command = {
  summary: 'Check the settings for mistakes and for what is not safe',
  usage: '[OPTIONS]',
  example: 'npx pyramidion check --settings production.ini',
  maxPositionals: 0,
  options: settingsOptions,
  run(input) {
    const faults: string[] = [];
    const notes: string[] = [];
    const keep = (_details: object, message: string): void => void notes.push(message);
    const { options } = readSettings(input);
    const accept = typeof options.audit === 'object' ? options.audit.accept : undefined;
    // As in production, whatever NODE_ENV is here.
    const audited = withOption(options, 'audit', { mode: 'enforce', accept });
    const logger = { warn: keep, error: keep };
    collectFaults(faults, () => createSecurity({ ...audited, logger }));
    const lines = [...faults, ...notes].map((line) => `- ${line}`);
    return {
      status: faults.length === 0 ? 0 : 1,
      text: lines.join('\n') || 'No problem was found.',
      json: { faults, notes },
    };
  },
};
