/**
 * What a token is for (RFC 8725 §3.11): `access` for the bearer of a header, `session` for a cookie
 * that slides, `refresh` for what is exchanged for the next pair of tokens. Its header says so by
 * `typ`, so that a token of one kind is never taken for another: a stolen access token cannot be
 * renewed as a session.
 */
export type TokenKind = 'access' | 'session' | 'refresh';

/** Whether a value names a kind of token. */
export function isTokenKind(value: unknown): value is TokenKind {
  return value === 'access' || value === 'session' || value === 'refresh';
}

/** The `typ` of the kinds that are no access tokens. An access token has none of them. */
const RESERVED: Readonly<Record<string, TokenKind | null>> = {
  'session+jwt': 'session',
  'refresh+jwt': 'refresh',
  'limited+jwt': null,
};

/** Whether a `typ` belongs to a kind of its own, so that no access token may have it. */
export function isReservedType(typ: string): boolean {
  return Object.hasOwn(RESERVED, mediaType(typ));
}

/** Returns the `typ` that a new token of this kind has. */
export function typeOf(kind: TokenKind, accessTypes: readonly string[]): string {
  return kind === 'access' ? (accessTypes[0] ?? 'JWT') : `${kind}+jwt`;
}

/**
 * Returns the kind of a token by the `typ` of its header, or null if it is none that is known here.
 *
 * @param accessTypes - the only types of access tokens; empty for `JWT` and no type
 * @param isOwn - whether the application itself issues the token: tokens of others are access
 *   tokens, whatever they call themselves
 */
export function kindOf(
  typ: string | undefined,
  accessTypes: readonly string[],
  isOwn = true,
): TokenKind | null {
  if (typ === undefined) return accessTypes.length === 0 ? 'access' : null;
  const type = mediaType(typ);
  if (Object.hasOwn(RESERVED, type)) return isOwn ? (RESERVED[type] ?? null) : null;
  const isAccess =
    accessTypes.length === 0
      ? type === 'jwt'
      : accessTypes.some((allowed) => mediaType(allowed) === type);
  return isAccess ? 'access' : null;
}

/**
 * Normalizes a media type (RFC 7515 §4.1.9): case is ignored, and `application/` may be left out
 * before a name without another slash.
 */
export function mediaType(name: string): string {
  const lower = name.toLowerCase();
  return lower.startsWith('application/') && lower.indexOf('/', 12) === -1
    ? lower.slice(12)
    : lower;
}
