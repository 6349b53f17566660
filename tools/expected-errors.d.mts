/** An error that a test of types expects: where, and which. */
export interface Expected {
  readonly at: string;
  readonly code: string | undefined;
  readonly words: string | undefined;
}

/** What the compiler said of an expected error. */
export interface Compared {
  readonly at: string;
  readonly message: string;
  readonly fault: string | null;
}

export declare function unsilenced(text: string): string;
export declare function expectedIn(file: string, text: string): Expected[];
export declare function errorsIn(output: string): string[];
export declare function compareErrors(
  expected: readonly Expected[],
  errors: readonly string[],
): Compared[];
