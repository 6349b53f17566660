/** How the reader of an error message wrote one option that did not come from code. */
export interface WrittenOption {
  /** The option in code: `'httpsOnly'`. */
  readonly option: string;
  /** The name of the setting: `'jwt.https_only_cookie'`. */
  readonly name: string;
  /** Name and place, `'jwt.https_only_cookie in app.ini'`; null if the setting is not there. */
  readonly where: string | null;
  /** The value that the options had then. Another value came from code. */
  readonly value: unknown;
}

/** Holds the names, so that they are not printed with the options. */
class Written {
  readonly #list: readonly WrittenOption[];

  constructor(list: readonly WrittenOption[]) {
    this.#list = list;
  }

  static listIn(value: unknown): readonly WrittenOption[] {
    return typeof value === 'object' && value !== null && #list in value ? value.#list : [];
  }
}

/** An enumerable symbol, so that `{ ...options, callback }` keeps the names. */
const NAMES = Symbol('pyramidion.optionNames');
const settingsNames = new WeakMap<object, readonly WrittenOption[]>();

/** Says how options were written. They may be spread into others, which are then told apart. */
export function withNames<T extends object>(options: T, names: readonly WrittenOption[]): T {
  return Object.assign(options, { [NAMES]: new Written(names) });
}

/** Returns options with another value for one, which keeps its name. */
export function withOption<T extends object>(options: T, option: string, value: unknown): T {
  const names = namesOf(options).map((one) => (one.option === option ? { ...one, value } : one));
  return withNames({ ...options, [option]: value }, names);
}

/** Gives checked settings the names of the options from which they were read. */
export function keepNames(options: object, settings: object): void {
  const list = namesOf(options);
  if (list.length > 0) settingsNames.set(settings, list);
}

/** Returns an error message in which options have the names that the reader wrote. */
export function inWordsOf(options: object, message: string): string {
  let text = message;
  for (const { option, name, where } of namesOf(options)) {
    // Some options are also words of English: those are renamed where one can only be an option.
    const verb = /[A-Z]/.test(option) ? '' : '(?<=\\b(?:set|leave|shorten|raise|remove) )';
    text = text
      .replace(new RegExp(`^${option}\\b`), where ?? name)
      .replace(new RegExp(`${verb}(?<![.\\w])${option}\\b(?!\\()`, 'g'), name);
  }
  return text;
}

/** Returns the name of the setting of an option; null if it has none or came from code. */
export function settingName(options: object, option: string): string | null {
  return namesOf(options).find((written) => written.option === option)?.name ?? null;
}

function namesOf(options: object): readonly WrittenOption[] {
  const known = settingsNames.get(options);
  if (known !== undefined) return known;
  const given = options as Readonly<Record<string | symbol, unknown>>;
  return Written.listIn(given[NAMES]).filter(({ option, value }) => given[option] === value);
}
