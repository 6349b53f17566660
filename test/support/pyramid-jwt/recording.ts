import { readFileSync } from 'node:fs';

/** The time at which every recorded configuration begins, in seconds since 1970. */
export const START = 1_700_000_000;

/** What `/whoami` of the recorded application shows. */
export interface Whoami {
  readonly userId: unknown;
  readonly tokenUser: unknown;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly principals: readonly unknown[];
}

/** What pyramid_jwt answered to one request. */
export interface RecordedAnswer {
  readonly status: number;
  readonly whoami?: Whoami;
  /** What `/login` made. */
  readonly token?: string;
  /** What `/can` said. */
  readonly allowed?: boolean;
  /** The `Set-Cookie` headers. */
  readonly cookies: readonly string[];
  readonly exception?: string;
  /** Why the token was refused, as it was logged. */
  readonly refused?: string;
}

/** One recorded request. */
export interface Step {
  readonly path: string;
  readonly method?: string;
  readonly host?: string;
  /** Seconds since 1970; {@link START} if it is left out. */
  readonly now?: number;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** The step that made the token of this request. */
  readonly token?: number;
  readonly answer: RecordedAnswer;
}

/** One recorded configuration and its requests. */
export interface Configuration {
  readonly id: string;
  readonly policy: 'header' | 'cookie';
  /** Arguments of the directive of the original. */
  readonly options: Readonly<Record<string, string | number | boolean | null>>;
  /** Keys of its ini file. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The callback: the roles with or without a prefix, null, an error, or a table of users. */
  readonly callback?: 'roles' | 'raw' | 'none' | 'raise' | Readonly<Record<string, string[]>>;
  readonly acl?: readonly (readonly ['Allow' | 'Deny', string, string | string[]])[];
  readonly default_claims?: Readonly<Record<string, unknown>>;
  readonly encoder?: 'uuid';
  /** Whether a browser sent the requests and kept the cookies between them. */
  readonly browser?: boolean;
  /**
   * How cookies are set up here: `moved` reads and writes those of the original, `native` has the
   * defaults of this library. Both if it is left out.
   */
  readonly flavors?: readonly ('native' | 'moved')[];
  readonly steps: readonly Step[];
}

const file = new URL('../../vectors/pyramid_jwt/recorded.json', import.meta.url);

/** Reads the recording of pyramid_jwt. */
export function readRecording(): readonly Configuration[] {
  const read = JSON.parse(readFileSync(file, 'utf8')) as { scenarios: readonly Configuration[] };
  return read.scenarios;
}
