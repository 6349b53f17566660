import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { whenReady } from '../base/maybe-promise.ts';
import { BareObject } from '../base/own-members.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { Claims } from '../token/claims.ts';

/** Claims as the application's schema returned them. */
export interface AcceptedClaims {
  readonly ok: true;
  readonly claims: Claims;
}

/** Checks claims by the application's schema. It throws or rejects if the schema does. */
export type ClaimsSchema = (
  claims: Claims,
) => AcceptedClaims | Failure | Promise<AcceptedClaims | Failure>;

/** At most this many claims are named in the reason of a refusal. */
const NAMED_ISSUES = 5;

/** Returns the check of a Standard Schema (zod, valibot, arktype). */
export function claimsSchema(schema: StandardSchemaV1): ClaimsSchema {
  return (claims) =>
    whenReady(schema['~standard'].validate(claims), (result) => resultOf(result, claims));
}

function resultOf(
  result: StandardSchemaV1.Result<unknown>,
  verified: Claims,
): AcceptedClaims | Failure {
  // A refusal of arktype is a list with the member `issues`.
  if (typeof result !== 'object' || result === null)
    throw new ConfigurationError(
      'The claims schema returned no result of Standard Schema: pass a schema of zod, valibot or arktype.',
    );
  if (result.issues === undefined) {
    if (!isRecord(result.value))
      throw new ConfigurationError(
        'The claims schema returned no claims: let its output be an object.',
      );
    // Verified claims are frozen to the bottom.
    const claims = result.value === verified ? verified : frozenCopy(result.value, 1);
    return { ok: true, claims: claims as Claims };
  }
  const names = [...new Set(result.issues.map(pathOf))].slice(0, NAMED_ISSUES).join(', ');
  return failure('token_claims_invalid', `The claims do not fit the schema, at: ${names}.`);
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names a claim, never its value: the message of an issue may quote what the client sent. */
function pathOf({ path }: StandardSchemaV1.Issue): string {
  if (path === undefined || path.length === 0) return '(the whole)';
  const keys = path.map((part) => String(typeof part === 'object' ? part.key : part));
  return keys
    .join('.')
    .replace(/[^\w.-]/g, '?')
    .slice(0, 80);
}

/** What no claims need: a schema that returns deeper ones has put an object into itself. */
const MAX_DEPTH = 32;

/**
 * Copies what a schema returned, down to its plain objects and arrays, and freezes the copy. The
 * original may be an object of the application (a default of the schema), which must neither become
 * frozen nor let one request change what the next one reads. Other objects (a Date, an instance of
 * a class) are handed out as they are.
 *
 * @throws ConfigurationError for an object that contains itself, or a member called `__proto__`
 */
function frozenCopy(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH)
    throw new ConfigurationError(
      'The claims schema returned an object that contains itself, or nests deeper than 32 levels.',
    );
  if (Array.isArray(value)) return Object.freeze(value.map((item) => frozenCopy(item, depth + 1)));
  return isPlain(value) ? frozenMembers(value, depth) : value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || value instanceof BareObject;
}

/** The claims themselves inherit nothing, like those of a verified token. */
function frozenMembers(value: object, depth: number): object {
  const copy: Record<string, unknown> = depth === 1 ? new BareObject() : {};
  for (const name of Object.keys(value)) {
    if (name === '__proto__')
      throw new ConfigurationError('The claims schema returned a member called __proto__.');
    copy[name] = frozenCopy((value as Record<string, unknown>)[name], depth + 1);
  }
  return Object.freeze(copy);
}
