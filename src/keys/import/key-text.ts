const HIDDEN = '(hidden)';
/** How a key of another copy of this package is recognized, and asked for its text. */
const TEXT: symbol = Symbol.for('pyramidion.KeyText');

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

  /**
   * Returns the text if the value is one of this class, also of another copy of this package, else
   * the value. For the import alone.
   */
  static reveal<T>(input: T): Exclude<T, KeyText> | string {
    return isKeyText(input)
      ? ((input as unknown as Record<symbol, () => string>)[TEXT]?.() ?? '')
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
    const text = function text(this: KeyText): string {
      return this.#text;
    };
    Object.defineProperty(this.prototype, TEXT, { value: text });
    Object.defineProperty(this.prototype, Symbol.for('nodejs.util.inspect.custom'), {
      value: () => HIDDEN,
    });
  }
}

function isKeyText(value: unknown): value is KeyText {
  return typeof value === 'object' && value !== null && TEXT in value;
}
