import type { Context } from 'hono';
import { AuthError } from '../../base/errors.ts';
import { PROBLEM_TYPE } from '../../base/problem.ts';
import type { AuthContext } from '../kit/kit.ts';
import { answerRefusal, BODY_HEADERS } from '../kit/kit.ts';
import { framework } from './framework.ts';

/**
 * Answers the AuthError of a handler, which Hono has shown to `app.onError` already. What that
 * answered stands if it was made for this error and `authenticate` has no `onRefused`.
 */
export async function answerErrors(c: Context, auth: AuthContext): Promise<void> {
  const { error, res } = c;
  // If another security was asked after this one, its adapter answers.
  if (!AuthError.isAuthError(error) || c.get('auth') !== auth) return;
  const stands = isOwnAnswer(res, error);
  const headers = new Headers(res.headers);
  const ours = ['Content-Type', ...Object.keys(error.headers)];
  for (const name of [...ours, ...BODY_HEADERS]) headers.delete(name);
  c.res = undefined;
  c.res = new Response(null, { headers });
  const refuse = (refused: unknown): Response =>
    stands && refused === error ? res : framework.refuse(refused, c);
  c.res = await answerRefusal({ ...framework, refuse }, error, [c]);
}

/** Whether the application answered this error knowingly: neither Hono nor an onError for all. */
function isOwnAnswer({ status, headers }: Response, error: AuthError): boolean {
  return status === error.status ? headers.get('Content-Type') !== PROBLEM_TYPE : status < 500;
}
