import { aclError } from '../authz/acl-error.ts';
import type { Column } from '../authz/acl-template.ts';
import { quoted } from '../authz/label.ts';
import { ownMembers } from '../base/own-members.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { nearest } from '../options/did-you-mean.ts';
import { number, uuid } from './column.ts';
import { member, owner } from './hole.ts';

const KINDS = ['text', 'number', 'uuid', 'boolean'] as const;
type Kind = (typeof KINDS)[number];

/** What a column of a type can hold: a column of numbers is no `'text'`. */
type KindOf<Value> = [Value] extends [number]
  ? 'number'
  : [Value] extends [boolean]
    ? 'boolean'
    : [Value] extends [string]
      ? 'text' | 'uuid'
      : never;

/** The columns that may be named, and what each of them holds. */
export type JsonColumns<Row> = { readonly [C in Column<Row>]?: KindOf<NonNullable<Row[C]>> };

const TYPES: Readonly<Record<Kind, string>> = {
  text: 'string',
  uuid: 'string',
  number: 'number',
  boolean: 'boolean',
};

/** Reads what JSON says of columns, of which only those that the application named are known. */
export class JsonColumnReader {
  readonly #kinds: ReadonlyMap<unknown, Kind>;

  /** @throws ConfigurationError `acl_invalid` if they are no columns with their kinds */
  constructor(columns: unknown) {
    const given = Object.entries(columns ?? {});
    for (const [name, kind] of given)
      if (!KINDS.includes(kind as Kind))
        throw aclError(
          `columns of templateFromJson says no kind of ${quoted(name)}: write one of ${KINDS.join(', ')}.`,
        );
    if (given.length === 0 || typeof columns !== 'object')
      throw aclError(
        "templateFromJson has no columns: name those that a line may use, { ownerId: 'text' }.",
      );
    this.#kinds = new Map(given);
  }

  /**
   * Returns the principal of an ACE: a string as it is, and a hole as `owner` and `member` make it.
   *
   * @throws ConfigurationError with what is wrong, to be put behind the number of the line
   */
  readPrincipal(given: unknown): unknown {
    if (typeof given !== 'object' || given === null) return given;
    const { owner: column, issuer, ...more } = ownStrings(given);
    if (column !== undefined && Object.keys(more).length === 0)
      return made(() => owner<never>(this.#idColumn(column) as never, issuer));
    const { member: kind, column: id, role, ...others } = more;
    if (
      kind === undefined ||
      id === undefined ||
      issuer !== undefined ||
      Object.keys(others).length > 0
    )
      throw aclError(HOLES);
    return made(() => member<never>(kind, this.#idColumn(id) as never, role));
  }

  /** @throws ConfigurationError with what is wrong, to be put behind the number of the line */
  readCondition(given: object): object {
    for (const [name, value] of Object.entries(given)) {
      const type = TYPES[this.#kindOf(name)];
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      const other = values.find((one) => one !== null && typeof one !== type);
      if (values.length === 0 || other !== undefined)
        throw aclError(
          `has a value of the column ${quoted(name)} that is not a ${type}, null or a list of these.`,
        );
    }
    return given;
  }

  #idColumn(name: string): unknown {
    const kind = this.#kindOf(name);
    if (kind === 'text') return name;
    if (kind === 'boolean')
      throw aclError(`names the column ${quoted(name)} as an id, and it holds booleans.`);
    return kind === 'number' ? number(name) : uuid(name);
  }

  #kindOf(name: string): Kind {
    const kind = this.#kinds.get(name);
    if (kind !== undefined) return kind;
    const known = [...this.#kinds.keys()] as string[];
    const meant = nearest(name, known);
    const cure =
      meant === null ? `write one of ${known.join(', ')}` : `write perhaps ${quoted(meant)}`;
    throw aclError(`names the unknown column ${quoted(name)}: ${cure}.`);
  }
}

const HOLES =
  'has a principal that is no string, no { "owner": column } and no { "member": group, "column": column }.';

/** @throws ConfigurationError if a member is no string */
function ownStrings(given: object): Readonly<Record<string, string | undefined>> {
  const entries = Object.entries(given);
  if (Array.isArray(given) || entries.some(([, value]) => typeof value !== 'string'))
    throw aclError(HOLES);
  return ownMembers(given) as Readonly<Record<string, string>>;
}

/**
 * Runs `owner`, `member` or `when`, whose errors name these functions.
 *
 * @throws ConfigurationError with what is wrong, to be put behind the number of the line
 */
export function made<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    const isTypeError = error instanceof TypeError;
    if (!isTypeError && !ConfigurationError.isConfigurationError(error)) throw error;
    const { message } = error as Error;
    throw aclError(isTypeError ? `has an issuer: ${message}` : message.replace(/^\w+\(\) /, ''));
  }
}
