/**
 * What a token is for (RFC 8725 §3.11): `access` for the bearer of a header, `limited` for the same
 * within limits (its claim `lim`), `ticket` for the address of a page, `session` for a cookie that
 * slides, `refresh` for what is exchanged for the next pair of tokens. Its header says so by `typ`,
 * so that a token of one kind is never taken for another: a stolen access token cannot be renewed
 * as a session, and a process that does not know limits refuses a limited token.
 */
export type TokenKind = 'access' | 'session' | 'refresh' | 'limited' | 'ticket';

/** The `typ` of the kinds that are no access tokens. An access token has none of them. */
const RESERVED: Readonly<Record<string, Exclude<TokenKind, 'access'>>> = {
  'session+jwt': 'session',
  'refresh+jwt': 'refresh',
  'limited+jwt': 'limited',
  'ticket+jwt': 'ticket',
};

/** Every kind of token. */
export const EVERY_KIND: readonly TokenKind[] = ['access', ...Object.values(RESERVED)];

/** Whether a value names a kind of token. */
export function isTokenKind(value: unknown): value is TokenKind {
  return EVERY_KIND.includes(value as TokenKind);
}

/** Whether tokens of a kind say by their claim `lim` what they may be used for. */
export function hasLimits(kind: TokenKind): boolean {
  return kind === 'limited' || kind === 'ticket';
}

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
 * @param taken - the kinds that the issuer of the token makes. Those of another issuer are access
 *   tokens, whatever they call themselves, or limited ones if it is trusted to make them
 */
export function kindOf(
  typ: string | undefined,
  accessTypes: readonly string[],
  taken: readonly TokenKind[] = EVERY_KIND,
): TokenKind | null {
  if (typ === undefined) return accessTypes.length === 0 ? 'access' : null;
  const type = mediaType(typ);
  const reserved = Object.hasOwn(RESERVED, type) ? RESERVED[type] : undefined;
  if (reserved !== undefined) return taken.includes(reserved) ? reserved : null;
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
