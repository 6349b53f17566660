import { TRPCError } from '@trpc/server';
import { AuthError } from '../../base/errors.ts';
import { problemOf } from '../../base/problem.ts';

const CODES: Readonly<Record<number, TRPCError['code']>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  503: 'SERVICE_UNAVAILABLE',
};

/** The message is sent to the client, so it is the public text of the status. */
export function trpcErrorOf(error: AuthError): TRPCError {
  const code = CODES[error.status] ?? 'INTERNAL_SERVER_ERROR';
  return new TRPCError({ code, message: error.message, cause: error });
}

/** Errors that `auth.require` and `auth.remember` threw, which no `onRefused` has seen. */
const unseen = new WeakSet<TRPCError>();

/** Returns what `auth.require` and `auth.remember` throw in place of an AuthError. */
export function thrownInstead(error: AuthError): TRPCError {
  const thrown = trpcErrorOf(error);
  unseen.add(thrown);
  return thrown;
}

/** Returns the AuthError that a procedure threw and that is still to be answered, or null. */
export function thrownRefusal(error: TRPCError): AuthError | null {
  const { code, cause } = error;
  if (!AuthError.isAuthError(cause)) return null;
  // tRPC takes an error that it does not know for an unexpected one.
  const isWrapped = code === 'INTERNAL_SERVER_ERROR' && cause.status !== 500;
  return isWrapped || unseen.has(error) ? cause : null;
}

/**
 * Returns an error whose message may be sent. tRPC sends that of any error, and that of a
 * ConfigurationError may name an ACL.
 */
export function sendable(error: unknown): unknown {
  const { name } = (error ?? {}) as { readonly name?: unknown };
  if (name !== 'ConfigurationError') return error;
  const message = problemOf(500).detail;
  return new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message, cause: error });
}
