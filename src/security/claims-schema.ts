import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { whenReady } from '../base/maybe-promise.ts';
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
  return (claims) => whenReady(schema['~standard'].validate(claims), resultOf);
}

function resultOf(result: StandardSchemaV1.Result<unknown>): AcceptedClaims | Failure {
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
    return { ok: true, claims: freezePlain(result.value) as Claims };
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

/**
 * Freezes what a schema returned, as all claims are frozen, down to its plain objects and arrays.
 * Others (a Date, an instance of a class) belong to the application.
 */
function freezePlain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return value;
  for (const member of Object.values(value)) freezePlain(member);
  return Object.freeze(value);
}
