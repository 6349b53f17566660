import { createRequire } from 'node:module';
import { strictIni } from './ini-lines.ts';
import { writableNames } from './setting-definitions.ts';
import type { RawSetting } from './raw-setting.ts';
import { holdsKey, unknownSetting } from './raw-setting.ts';
import { readTextFile } from './text-file.ts';

/** The parser, loaded when there is a file to read: a server that has none would load it for nothing, and be bundled with it. */
function iniParser(): typeof import('ini') {
  return createRequire(import.meta.url)('ini') as typeof import('ini');
}

type Table = Readonly<Record<string, unknown>>;

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
 * @param faults - takes a sentence for whatever of ours in the file would not be read as its writer meant it
 */
export function readIni({ file, section, prefix }: IniPlace, faults: string[]): RawSetting[] {
  const read = readTextFile(file);
  if ('fault' in read) {
    faults.push(`The settings file ${file} ${read.fault}.`);
    return [];
  }
  const wanted = section ?? 'app:main';
  const all: Table = iniParser().parse(
    strictIni(read.text, { file, section: wanted, start: `${prefix}.` }, faults),
  );
  const own = all[wanted];
  const outside = settingsIn(all, prefix, file, faults);
  if (isTable(own)) return [...settingsIn(own, prefix, `${file}, [${wanted}]`, faults), ...outside];
  if (section !== undefined || outside.length === 0)
    faults.push(noSection(all, wanted, prefix, file));
  return outside;
}

function settingsIn(table: Table, prefix: string, source: string, faults: string[]): RawSetting[] {
  const spell = (name: string): string => `${prefix}.${name}`;
  const found: RawSetting[] = [];
  for (const [key, value] of Object.entries(table)) {
    if (!isOurs(key, prefix) || isTable(value)) continue;
    const name = key.slice(spell('').length);
    const where = `${key} in ${source}`;
    if (!writableNames.includes(name) || key !== spell(name))
      faults.push(unknownSetting(name, where, spell));
    else if (!isPlain(value) && !holdsKey(name))
      faults.push(`${where} is no plain text: write it without brackets, on one line.`);
    else found.push({ name, text: String(value), origin: 'file', source, where });
  }
  return found;
}

/** A list or an object in the notation of JSON is not read here, and would become a strange name of an audience. */
function isPlain(value: unknown): boolean {
  return typeof value === 'string' ? !/^[[{]/.test(value) : typeof value !== 'object';
}

/** In any case, so that `JWT.expiration` is a fault and not ignored. */
function isOurs(key: string, prefix: string): boolean {
  return key.toLowerCase().startsWith(`${prefix.toLowerCase()}.`);
}

function noSection(all: Table, wanted: string, prefix: string, file: string): string {
  const others = Object.entries(all).filter(
    ([, table]) => isTable(table) && Object.keys(table).some((key) => isOurs(key, prefix)),
  );
  const cure =
    others.length === 0
      ? `write it, with keys such as ${prefix}.expiration`
      : 'name the section that you mean';
  const places = others.map(([name]) => `[${name}]`).join(', ');
  return `${file} has no section [${wanted}]${places === '' ? '' : `, but settings in ${places}`}: ${cure}.`;
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
