import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { Revoked } from './revoked.ts';

/** Why a token is refused for which the store does not answer. */
export const UNAVAILABLE: Failure = failure('store_unavailable');
/** Why a token is refused that no entry could name. */
export const UNNAMED: Failure = failure(
  'token_revoked',
  'The token has neither jti nor sid, so that it could not be revoked: log in again, or set acceptUnnamedUntil for a while.',
);
/** Why a token is refused that is revoked, by what revoked it. */
export const REVOKED: Readonly<Record<Revoked, Failure>> = {
  token: failure('token_revoked', 'The token was revoked: log in again.'),
  session: failure('token_revoked', 'The session of the token has ended: log in again.'),
  user: failure('token_revoked', 'All earlier sessions of the user have ended: log in again.'),
  all: failure('token_revoked', 'All earlier sessions of all users have ended: log in again.'),
  unknown: failure('token_revoked', 'The allowlist does not name the token: log in again.'),
};
