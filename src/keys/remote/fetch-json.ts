/** The part of `fetch` that is used: that of the platform, or one with a proxy or an own CA. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>;

/** What a fetch is called with. */
export interface FetchInit {
  readonly headers: Readonly<Record<string, string>>;
  /** A redirect is not followed: it could lead to an address that is not configured. */
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
}

/** A JSON object, and the headers that came with it. */
export interface JsonAnswer {
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/** An answer other than 200. */
export class StatusError extends Error {
  readonly status: number;

  constructor(url: string, status: number) {
    const redirects = status >= 300 && status < 400 && status !== 304;
    super(
      `${url} answered with status ${status}${redirects ? ': redirects are not followed' : ''}`,
    );
    this.status = status;
  }
}

/** The most bytes of an answer, after decompression. */
export const MAX_BYTES = 524_288;

/**
 * Fetches one JSON object. The body is counted while it arrives, after decompression, so that a
 * small answer cannot become a large one.
 *
 * @param signal - aborts the request and the reading of the body
 * @throws Error that says what is wrong with the answer
 */
export async function fetchJson(
  fetch: Fetch,
  url: string,
  signal: AbortSignal,
): Promise<JsonAnswer> {
  const headers = { accept: 'application/json' };
  const response = await fetch(url, { headers, redirect: 'manual', signal });
  const { status, body, redirected } = response;
  if (status !== 200 || redirected || body === null) {
    // Not waited for: a server that hangs could delay it.
    body?.cancel().catch(() => undefined);
    throw redirected ? new Error(`${url} was redirected`) : new StatusError(url, status);
  }
  const parsed = parse(await readText(body, url, signal));
  if (parsed === null) throw new Error(`${url} did not answer with one JSON object`);
  return { body: parsed, headers: response.headers };
}

async function readText(
  body: ReadableStream<Uint8Array>,
  url: string,
  signal: AbortSignal,
): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const reader = body.getReader();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > MAX_BYTES || signal.aborted) {
      reader.cancel().catch(() => undefined);
      throw new Error(`${url} answered with more than ${MAX_BYTES} bytes`);
    }
    text += decoder.decode(value, { stream: true });
  }
}

function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
