import { NO_DURATION, parseDuration } from '../../options/duration.ts';
import { KeyText } from '../../keys/import/key-text.ts';
import { acceptFault } from '../audit-options.ts';
import type { SettingDefinition } from './setting-definitions.ts';

/** A setting as a source has it, not yet parsed. */
export interface RawSetting {
  /** The name without prefix: `expiration`, `private_key_file`. */
  readonly name: string;
  readonly text: string;
  readonly origin: 'environment' | 'file';
  /** The place, for the provenance: `app.ini, [app:main]`. */
  readonly source: string;
  /** The name as it is written there: `jwt.expiration`, `JWT_EXPIRATION`. */
  readonly key: string;
  /** Key and place, for faults: `jwt.expiration in app.ini, [app:main]`. */
  readonly where: string;
  /** The file with a secret, if every user of the machine may read it. */
  readonly exposedIn?: string | null;
}

/** A setting that was parsed. */
export interface SettingValue {
  readonly definition: SettingDefinition;
  readonly value: unknown;
  /** The name as it was written. */
  readonly key: string;
  /** Key and place, for faults that are found later. */
  readonly where: string;
}

const TRUE = ['true', 'yes', 'on', '1'];
const FALSE = ['false', 'no', 'off', '0'];
const FAULTS = {
  duration: NO_DURATION,
  expiration: `${NO_DURATION}, or never`,
  integer: 'is not a whole number: write digits only',
  boolean: 'is not a boolean: write true or false',
  list: 'has an empty item: separate the items with single commas',
} as const;

/**
 * Parses the text of a setting.
 *
 * @param exposedIn - the file with it, if every user of the machine may read that
 * @returns the value, or what is wrong and how to mend it, which follows the name of the setting
 *   and never contains the text
 */
export function parseSetting(
  text: string,
  definition: SettingDefinition,
  exposedIn: string | null = null,
): { readonly value: unknown } | { readonly fault: string } {
  const { kind, choices = [] } = definition;
  if (text.trim() === '') {
    const hint = kind === 'secret' ? ' ("npx pyramidion secret" prints a new one)' : '';
    return { fault: `is empty: set it${hint}, or remove it` };
  }
  if (isQuoted(text.trim()))
    return {
      fault: 'is in quotes, which are kept (docker --env-file keeps them too): remove the quotes',
    };
  if (kind === 'secret' || kind === 'key') {
    const key = text.replace(/\r?\n$/, '');
    if (key !== key.trim() && !/^\s*(?:-----BEGIN|\{)/.test(key))
      return { fault: 'begins or ends with white space, which would be part of it: remove that' };
    return { value: new KeyText(key, kind === 'secret' ? exposedIn : null) };
  }
  if (kind === 'string') return { value: text.trim() };
  const isFindings = kind === 'findings';
  const value = parse(text.trim(), isFindings ? 'list' : kind, choices);
  if (isFindings && Array.isArray(value)) return findingsOf(value);
  if (value !== undefined) return { value };
  if (kind === 'choice') return { fault: `is not known: write one of ${choices.join(', ')}` };
  return { fault: FAULTS[isFindings ? 'list' : kind] };
}

/** A value that begins and ends with the same quote is never meant so. */
function isQuoted(text: string): boolean {
  return text.length > 1 && /^["'`]/.test(text) && text.endsWith(text.charAt(0));
}

/** Reads the accepted findings of the audit. */
function findingsOf(
  accept: readonly string[],
): { readonly value: unknown } | { readonly fault: string } {
  const fault = accept.map(acceptFault).find((found) => found !== null);
  if (fault !== undefined && fault !== null) return { fault: fault.replace(/\.$/, '') };
  return { value: Object.freeze({ accept }) };
}

/** The lines of one part of a list; an empty string for a part that has none. */
function linesOf(part: string): string[] {
  const lines = part.split('\n').map((line) => line.trim());
  return part.trim() === '' ? [''] : lines.filter((line) => line !== '');
}

function parse(
  text: string,
  kind: keyof typeof FAULTS | 'choice',
  choices: readonly string[],
): unknown {
  switch (kind) {
    case 'duration':
      return parseDuration(text) ?? undefined;
    case 'expiration':
      return text === 'never' ? text : (parseDuration(text) ?? undefined);
    case 'integer':
      return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
    case 'boolean': {
      const word = text.toLowerCase();
      return TRUE.includes(word) || (FALSE.includes(word) ? false : undefined);
    }
    case 'list': {
      const items = text.split(',').flatMap(linesOf);
      return items.includes('') ? undefined : Object.freeze(items);
    }
    case 'choice':
      return choices.includes(text) ? text : undefined;
  }
}
