import { NO_DURATION, parseDuration } from '../../options/duration.ts';
import type { SettingKind, SettingName } from './setting-definitions.ts';

const TRUE = ['true', 'yes', 'on', '1'];
const FALSE = ['false', 'no', 'off', '0'];
const FAULTS: Readonly<Record<SettingKind, string>> = {
  text: 'is not text',
  secret: 'is not text',
  key: 'is not text',
  duration: NO_DURATION,
  lifetime: `${NO_DURATION}, or never`,
  whole: 'is not a whole number: write digits alone',
  flag: 'is neither yes nor no: write true or false',
  list: 'has an empty item: write names with one comma between them',
  choice: 'is not one of its words',
};

/** What the text of a setting says, or the end of the sentence that tells its writer how to mend it; it never quotes the text. */
export function readSetting(
  text: string,
  setting: SettingName,
): { readonly value: unknown } | { readonly fault: string } {
  const { kind, choices = [] } = setting;
  if (text.trim() === '')
    return {
      fault: `is empty: fill it${kind === 'secret' ? ' (run "pyramidion secret" for a new one)' : ''}, or remove it`,
    };
  const value = parse(
    kind === 'secret' || kind === 'key' ? text.replace(/\r?\n$/, '') : text.trim(),
    setting,
  );
  if (value !== undefined) return { value };
  return {
    fault: kind === 'choice' ? `is not known: write one of ${choices.join(', ')}` : FAULTS[kind],
  };
}

function parse(text: string, { kind, choices = [] }: SettingName): unknown {
  switch (kind) {
    case 'duration':
      return parseDuration(text) ?? undefined;
    case 'lifetime':
      return text === 'never' ? text : (parseDuration(text) ?? undefined);
    case 'whole':
      return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
    case 'flag': {
      const word = text.toLowerCase();
      return TRUE.includes(word) || (FALSE.includes(word) ? false : undefined);
    }
    case 'choice':
      return choices.includes(text) ? text : undefined;
    case 'list': {
      const items = text.split(/\s*,\s*|\s*\n\s*/);
      return items.includes('') ? undefined : Object.freeze(items);
    }
    case 'text':
    case 'secret':
    case 'key':
      return text;
  }
}
