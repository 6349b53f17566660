/** Returns the start of the digest by which Next knows what it has thrown itself, or null. */
function digestOf(error: unknown): string | null {
  const digest = (error as { digest?: unknown } | null | undefined)?.digest;
  return typeof digest === 'string' ? digest : null;
}

/**
 * Returns the answer that Next would make of what `redirect`, `notFound`, `forbidden` or
 * `unauthorized` has thrown, so that a cookie can be set on it; null for any other error.
 */
export function controlResponse(error: unknown): Response | null {
  const parts = digestOf(error)?.split(';') ?? [];
  if (parts[0] === 'NEXT_HTTP_ERROR_FALLBACK') return emptyResponse(Number(parts[1]), null);
  if (parts[0] !== 'NEXT_REDIRECT') return null;
  // NEXT_REDIRECT;<replace or push>;<address, which may have a semicolon>;<status>;
  return emptyResponse(Number(parts.at(-2)), parts.slice(2, -2).join(';'));
}

/** Null if Next has changed what it writes. */
function emptyResponse(status: number, location: string | null): Response | null {
  const isRedirect = status >= 300 && status < 400;
  if (isRedirect !== (location !== null && location !== '') || !(status >= 200 && status < 500))
    return null;
  return new Response(null, { status, headers: location === null ? {} : { Location: location } });
}
