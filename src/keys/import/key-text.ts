const HIDDEN = '(hidden)';

/**
 * The text of a key that was read from settings. No printer shows it, whatever its options, and no
 * copy of the object has it: neither `JSON.stringify`, nor `structuredClone`, nor `v8.serialize`.
 */
export class KeyText {
  readonly #text: string;
  readonly #exposedIn: string | null;

  constructor(text: string, exposedIn: string | null = null) {
    this.#text = text;
    this.#exposedIn = exposedIn;
    Object.freeze(this);
  }

  /** Returns the text if the value is one of this class, else the value. For the import alone. */
  static reveal<T>(input: T): Exclude<T, KeyText> | string {
    return typeof input === 'object' && input !== null && #text in input
      ? input.#text
      : (input as Exclude<T, KeyText>);
  }

  /** Returns the path of the file with the key, if every user of the machine may read it. */
  static exposedIn(input: unknown): string | null {
    return typeof input === 'object' && input !== null && #text in input ? input.#exposedIn : null;
  }

  toJSON(): string {
    return HIDDEN;
  }

  static {
    Object.defineProperty(this.prototype, Symbol.for('nodejs.util.inspect.custom'), {
      value: () => HIDDEN,
    });
  }
}
