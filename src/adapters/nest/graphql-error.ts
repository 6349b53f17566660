import type { AuthError } from '../../base/errors.ts';

/** The codes that clients of GraphQL know; those of 401 and 403 are Apollo's. */
const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  503: 'SERVICE_UNAVAILABLE',
};

/** Gives an AuthError the `extensions` that GraphQL puts into its answer. */
export function withExtensions(error: AuthError): AuthError {
  const code = CODES[error.status] ?? 'INTERNAL_SERVER_ERROR';
  return Object.defineProperty(error, 'extensions', { value: { code }, configurable: true });
}
