import { hasPrefix, strictIni } from './ini-lines.ts';
import type { Lookup } from './interpolate.ts';
import { interpolate } from './interpolate.ts';
import { isSecret, nearestSetting, settingNames } from './setting-definitions.ts';
import type { RawSetting } from './setting-value.ts';
import { readTextFile } from './text-file.ts';

type Parser = Pick<typeof import('ini'), 'parse'>;
type Table = Readonly<Record<string, unknown>>;

/** Where in an ini file the settings are. */
export interface IniPlace {
  readonly file: string;
  /**
   * The section. Undefined is `app:main`, which may be missing if keys stand before any section.
   */
  readonly section: string | undefined;
  /** What keys begin with, without the dot: `'jwt'` for `jwt.expiration`. Others are ignored. */
  readonly prefix: string;
}

/**
 * Finds the settings in one section of an ini file and before any section. Those of the section
 * come first.
 *
 * @param faults - receives one sentence for each key with the prefix that would be misread
 */
export function readIni(place: IniPlace, faults: string[]): RawSetting[] {
  const { file, section, prefix } = place;
  const read = readTextFile(file);
  if ('fault' in read) {
    faults.push(`The settings file ${file} ${read.fault}.`);
    return [];
  }
  const parser = loadParser();
  if (parser === null) {
    faults.push(
      `The settings file ${file} cannot be parsed: the package ini is not installed beside your ` +
        'bundle. Install it there, or pass the settings by env.',
    );
    return [];
  }
  const wanted = section ?? 'app:main';
  const all: Table = parser.parse(strictIni(read.text, { file, section: wanted, prefix }, faults));
  const own = all[wanted];
  const lookup = lookupIn(file, [own, all['DEFAULT'], all]);
  const found = (table: Table, source: string): RawSetting[] =>
    settingsIn(table, prefix, source, lookup, faults).map((setting) =>
      isSecret(setting.name) && read.isPublic ? { ...setting, exposedIn: file } : setting,
    );
  const outside = found(all, file);
  if (isTable(own)) return [...found(own, `${file}, [${wanted}]`), ...outside];
  if (section !== undefined || outside.length === 0)
    faults.push(missingSection(all, wanted, prefix, file));
  return outside;
}

/**
 * Loads the parser when there is a file to parse, so that a server without one neither loads nor
 * bundles it. A bundle in CommonJS has no `import.meta.url`; there the parser is looked up from the
 * working directory.
 */
function loadParser(): Parser | null {
  try {
    const { createRequire } = process.getBuiltinModule('node:module');
    const from = (import.meta.url as string | undefined) ?? `${process.cwd()}/`;
    return createRequire(from)('ini') as Parser;
  } catch {
    return null;
  }
}

/**
 * Finds the value of a name in `%(name)s`: `here` and `__file__` as in PasteDeploy, else a key of
 * the section, of [DEFAULT], or before any section.
 */
function lookupIn(file: string, tables: readonly unknown[]): Lookup {
  return (name) => {
    if (name === 'here' || name === '__file__') {
      const path = process.getBuiltinModule('node:path').resolve(file);
      return name === 'here' ? path.slice(0, path.search(/[/\\][^/\\]*$/)) || '/' : path;
    }
    const table = tables.find((one) => isTable(one) && Object.hasOwn(one, name)) as Table;
    const value = table?.[name];
    return typeof value === 'string' ? value : undefined;
  };
}

function settingsIn(
  table: Table,
  prefix: string,
  source: string,
  lookup: Lookup,
  faults: string[],
): RawSetting[] {
  const spell = (name: string): string => `${prefix}.${name}`;
  const found: RawSetting[] = [];
  for (const [key, value] of Object.entries(table)) {
    if (!hasPrefix(key, prefix) || isTable(value)) continue;
    const name = key.slice(spell('').length);
    const where = `${key} in ${source}`;
    if (!settingNames.includes(name) || key !== spell(name))
      faults.push(unknownKey(name, where, spell));
    else if (!isPlain(value) && !isSecret(name))
      faults.push(`${where} is not plain text: write it without brackets, on one line.`);
    else {
      const result = interpolate(String(value), lookup);
      if ('text' in result)
        found.push({ name, text: result.text, origin: 'file', source, key, where });
      else faults.push(`${where} ${result.fault}.`);
    }
  }
  return found;
}

function unknownKey(name: string, where: string, spell: (name: string) => string): string {
  const meant = nearestSetting(name);
  const cure =
    meant === null
      ? `remove it; the settings are ${settingNames.map(spell).join(', ')}.`
      : `did you mean ${spell(meant)}?`;
  return `${where} is not a setting: ${cure}`;
}

/** A JSON list or object is not read here. Taken as text it would become a strange audience. */
function isPlain(value: unknown): boolean {
  return typeof value === 'string' ? !/^[[{]/.test(value) : typeof value !== 'object';
}

function missingSection(all: Table, wanted: string, prefix: string, file: string): string {
  const others = Object.entries(all).filter(
    ([, table]) => isTable(table) && Object.keys(table).some((key) => hasPrefix(key, prefix)),
  );
  if (others.length === 0)
    return `${file} has no section [${wanted}]: add it, with keys such as ${prefix}.expiration.`;
  const places = others.map(([name]) => `[${name}]`).join(', ');
  return `${file} has no section [${wanted}], but settings in ${places}: name the section.`;
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
