import { iniSections } from './ini-lines.ts';
import type { IniLine, IniSections } from './ini-lines.ts';
import { writableNames } from './names.ts';
import type { RawSetting } from './raw-setting.ts';
import { holdsKey, unknownSetting } from './raw-setting.ts';
import { readTextFile } from './text-file.ts';

/** Where in an ini file the settings are. */
export interface IniPlace {
  readonly file: string;
  /** The section; `undefined` is `app:main`, which may be missing when the keys stand before any section. */
  readonly section: string | undefined;
  /** `'jwt'` for `jwt.expiration`; what begins otherwise belongs to others. */
  readonly prefix: string;
}

/**
 * Finds the settings in a section of an ini file and before any section, those of the section first.
 *
 * What readers of ini files disagree about (a `#` inside a secret, a key without value, one that is there twice) is a fault and not a guess.
 *
 * @param faults - takes a sentence for whatever of ours in the file would not be read as its writer meant it; none shows a value
 */
export function readIni({ file, section, prefix }: IniPlace, faults: string[]): RawSetting[] {
  const read = readTextFile(file);
  if ('fault' in read) {
    faults.push(`The settings file ${file} ${read.fault}.`);
    return [];
  }
  const wanted = section ?? 'app:main';
  const sections = iniSections(read.text, file, `${prefix}.`, faults);
  const outside = settingsIn(sections.get(null) ?? [], prefix, file, faults);
  const own = sections.get(wanted);
  if (own !== undefined) return [...settingsIn(own, prefix, `${file}, [${wanted}]`, faults), ...outside];
  if (section !== undefined || outside.length === 0) faults.push(noSection(sections, wanted, prefix, file));
  return outside;
}

function settingsIn(lines: readonly IniLine[], prefix: string, source: string, faults: string[]): RawSetting[] {
  const found = new Map<string, RawSetting>();
  const spell = (name: string): string => `${prefix}.${name}`;
  for (const { key, name, where, value } of lines) {
    const text = value === null ? null : textOf(value.trim(), holdsKey(name));
    if (value === null) faults.push(`${where} is not written as "key = value": do that, or remove it.`);
    else if (!writableNames.includes(name) || key !== spell(name)) faults.push(unknownSetting(name, where, spell));
    else if (found.has(name)) faults.push(`${where} is there more than once: keep one.`);
    else if (text !== null) found.set(name, { name, text, origin: 'file', source, where });
    else if (holdsKey(name))
      faults.push(
        `${where} has characters that an ini file does not keep (# ; \\ or quotes): put it into a file and name that with ${name}_file.`,
      );
    else faults.push(`${where} is no plain text: write it without brackets.`);
  }
  return [...found.values()];
}

/**
 * What a value says: as JSON writes it when it is in double quotes, otherwise up to a comment.
 *
 * @returns `null` when that is not plain: a list, or a key of which another reader would make something else
 */
function textOf(value: string, exact: boolean): string | null {
  if (/^".*"$/.test(value)) return unquoted(value) ?? (exact ? null : value);
  if (exact) return /^["']|[;#\\]/.test(value) ? null : value;
  const bare = /^'.*'$/.test(value) ? value.slice(1, -1) : (/^(\\.?|[^\\;#])*/.exec(value)?.[0] ?? '').replace(/\\([\\;#])/g, '$1').trim();
  return /^[[{]/.test(bare) ? null : bare;
}

function unquoted(value: string): string | null {
  try {
    return JSON.parse(value) as string;
  } catch {
    return null;
  }
}

function noSection(sections: IniSections, wanted: string, prefix: string, file: string): string {
  const others = [...sections].filter(([name, lines]) => name !== null && lines.length > 0).map(([name]) => `[${name}]`);
  return others.length === 0
    ? `${file} has no section [${wanted}]: write it, with keys such as ${prefix}.expiration.`
    : `${file} has no section [${wanted}], but settings in ${others.join(', ')}: name the section that you mean.`;
}
