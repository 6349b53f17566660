import type { SettingDefinition } from './setting-definitions.ts';
import { definitionOf, isFileSetting, isSecret } from './setting-definitions.ts';
import type { RawSetting, SettingValue } from './setting-value.ts';
import { parseSetting } from './setting-value.ts';
import { readTextFile } from './text-file.ts';

/** Where the value of one setting came from. */
export interface Provenance {
  /** The name as in an ini file: `jwt.expiration`. */
  readonly name: string;
  /** The value as it was written; `(hidden)` for a key. */
  readonly value: string;
  /** The source that won: `JWT_EXPIRATION in the environment`. */
  readonly source: string;
  /** Weaker sources with the same setting, which lost. */
  readonly shadows: readonly string[];
}

/** The settings that won, and where each came from. */
export interface MergedSettings {
  readonly values: readonly SettingValue[];
  readonly provenance: readonly Provenance[];
}

/**
 * Merges the settings of several sources. The first source of a setting wins.
 *
 * Values that lose are parsed too, so that their faults are found now and not on the day they win.
 * Only the files that they name are not read: a machine that overrides a key may not have the file
 * of another machine.
 *
 * @param raw - what was found, the strongest source first
 * @param faults - receives one sentence for each value that cannot be read; none contains a value
 */
export function mergeSettings(
  raw: readonly RawSetting[],
  prefix: string,
  faults: string[],
): MergedSettings {
  const values: SettingValue[] = [];
  const provenance: Provenance[] = [];
  for (const [definition, [first, ...others]] of groupBySetting(raw)) {
    if (first === undefined) continue;
    const value = readValue(first, definition, faults);
    for (const other of others) {
      if (!isFileSetting(other.name)) readValue(other, definition, faults);
      if (other.origin === first.origin && other.name !== first.name)
        faults.push(`${first.where} and ${other.where} are both set: keep one.`);
    }
    if (value === undefined) continue;
    values.push({ definition, value, key: first.key, where: first.where });
    provenance.push(provenanceOf(first, others, prefix));
  }
  return { values, provenance: Object.freeze(provenance) };
}

function groupBySetting(raw: readonly RawSetting[]): Map<SettingDefinition, RawSetting[]> {
  const groups = new Map<SettingDefinition, RawSetting[]>();
  for (const setting of raw) {
    const definition = definitionOf(setting.name);
    if (definition !== null) groups.set(definition, [...(groups.get(definition) ?? []), setting]);
  }
  return groups;
}

function provenanceOf(
  { name, text, source }: RawSetting,
  others: readonly RawSetting[],
  prefix: string,
): Provenance {
  return Object.freeze({
    name: `${prefix}.${name}`,
    value: isSecret(name) ? '(hidden)' : text.trim(),
    source,
    shadows: Object.freeze(others.map((other) => other.source)),
  });
}

function readValue(
  { name, text, where, exposedIn = null }: RawSetting,
  definition: SettingDefinition,
  faults: string[],
): unknown {
  let content = text;
  let subject = where;
  let exposed: string | null = exposedIn;
  if (isFileSetting(name) && text.trim() !== '') {
    subject = `${where} names a file that`;
    const read = readTextFile(text.trim());
    if ('fault' in read) {
      faults.push(`${subject} ${read.fault}.`);
      return undefined;
    }
    content = read.text;
    if (read.isPublic) exposed = text.trim();
  }
  const result = parseSetting(content, definition, exposed);
  if ('value' in result) return result.value;
  faults.push(`${subject} ${result.fault}${result.fault.endsWith('?') ? '' : '.'}`);
  return undefined;
}
