/** Longer than any token with its frame: other messages need not be parsed. */
const LONGEST = 32_768;

/**
 * Returns the token of a message `{"type":"auth","token":"…"}`; null for a message of the
 * application. One of that type without a token has an empty one, which is refused.
 *
 * @param data - as `ws` delivers it
 */
export function tokenIn(data: unknown, isBinary: boolean): string | null {
  if (isBinary) return null;
  const text = String(data);
  if (text.length > LONGEST || !text.includes('"auth"')) return null;
  const message = parsed(text);
  if (typeof message !== 'object' || message === null) return null;
  const { type, token }: { type?: unknown; token?: unknown } = { ...message };
  if (type !== 'auth') return null;
  return typeof token === 'string' ? token : '';
}

/** What a client hears of a token that it sent in a message. */
export function answerTo(status: number): string {
  return JSON.stringify({ type: 'auth', status });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
