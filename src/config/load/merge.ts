import type { SettingName } from './setting-definitions.ts';
import { isFileName, settingOf } from './setting-definitions.ts';
import type { RawSetting } from './raw-setting.ts';
import { holdsKey } from './raw-setting.ts';
import { readSetting } from './setting-value.ts';
import { readTextFile } from './text-file.ts';

/** Where one setting came from. */
export interface Provenance {
  readonly name: string;
  /** As it was written; `(hidden)` for a key. */
  readonly value: string;
  readonly source: string;
  /** The sources that said it too, and lost. */
  readonly shadows: readonly string[];
}

/** One setting that was read. */
export interface SettingValue {
  readonly setting: SettingName;
  readonly value: unknown;
  /** Key and place, for faults that show later. */
  readonly where: string;
}

/** The settings that win, and where each came from. */
export interface MergedSettings {
  readonly values: readonly SettingValue[];
  readonly provenance: readonly Provenance[];
}

/**
 * Makes one value of what several sources say of the same setting; the first wins.
 *
 * The others are read all the same, so that their faults do not wait for the day on which they win; only files that they name are left
 * alone, for the one who overrides a key need not have that of another machine.
 *
 * @param raw - what was found, the strongest source first
 * @param faults - takes a sentence for every value that cannot be read; none shows a value
 */
export function mergeSettings(
  raw: readonly RawSetting[],
  prefix: string,
  faults: string[],
): MergedSettings {
  const values: SettingValue[] = [];
  const provenance: Provenance[] = [];
  for (const [setting, [first, ...others]] of bySetting(raw)) {
    if (first === undefined) continue;
    const value = valueOf(first, setting, faults);
    for (const other of others) {
      if (!isFileName(other.name)) valueOf(other, setting, faults);
      if (other.origin === first.origin && other.name !== first.name)
        faults.push(`${first.where} and ${other.where} are both given: keep one.`);
    }
    if (value === undefined) continue;
    values.push({ setting, value, where: first.where });
    const shown = holdsKey(first.name) ? '(hidden)' : first.text.trim();
    const shadows = Object.freeze(others.map(({ source }) => source));
    provenance.push(
      Object.freeze({
        name: `${prefix}.${first.name}`,
        value: shown,
        source: first.source,
        shadows,
      }),
    );
  }
  return { values, provenance: Object.freeze(provenance) };
}

function bySetting(raw: readonly RawSetting[]): Map<SettingName, RawSetting[]> {
  const groups = new Map<SettingName, RawSetting[]>();
  for (const one of raw) {
    const setting = settingOf(one.name);
    if (setting !== null) groups.set(setting, [...(groups.get(setting) ?? []), one]);
  }
  return groups;
}

function valueOf(
  { name, text, where }: RawSetting,
  setting: SettingName,
  faults: string[],
): unknown {
  let content = text;
  if (isFileName(name) && text.trim() !== '') {
    const read = readTextFile(text.trim());
    if ('fault' in read) {
      faults.push(`${where} names a file that ${read.fault}.`);
      return undefined;
    }
    content = read.text;
  }
  const result = readSetting(content, setting);
  if ('value' in result) return result.value;
  faults.push(
    `${where} ${isFileName(name) && text.trim() !== '' ? 'names a file that ' : ''}${result.fault}.`,
  );
  return undefined;
}
