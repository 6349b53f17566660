/**
 * The `error` of a challenge (RFC 6750 §3.1, RFC 9470 §3) where it is not `invalid_token`; null
 * means none, because a client that sent no credential made no error.
 */
const CHALLENGE_ERROR: Readonly<Record<string, string | null>> = {
  credentials_missing: null,
  credentials_malformed: 'invalid_request',
  permission_denied: 'insufficient_scope',
  authentication_insufficient: 'insufficient_user_authentication',
};

/** Seconds after which a client may try again when a server behind this one is unavailable. */
const RETRY_AFTER = '5';

/**
 * Returns the response headers of a refusal: `Cache-Control: no-store`, the challenge
 * (RFC 6750 §3; several schemes in one field, RFC 9110 §11.6.1), and `Retry-After` of a 503.
 *
 * @param schemes - the schemes to challenge for, in order
 * @param parameters - more parameters of each scheme, with a comma in front
 */
export function refusalHeaders(
  code: string,
  status: number,
  schemes: readonly string[],
  parameters: string = '',
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = { 'Cache-Control': 'no-store' };
  const listed = Object.hasOwn(CHALLENGE_ERROR, code);
  if (status === 401 || listed) {
    const error = listed ? CHALLENGE_ERROR[code] : 'invalid_token';
    const why = error === null ? '' : `, error="${error}"`;
    headers['WWW-Authenticate'] = schemes
      .map((scheme) => `${scheme} realm="api"${why}${parameters}`)
      .join(', ');
  }
  if (status === 503) headers['Retry-After'] = RETRY_AFTER;
  return Object.freeze(headers);
}
