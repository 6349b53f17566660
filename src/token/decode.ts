import { parseObject } from './jose-header.ts';
import { decodeText } from './segment.ts';

/** What a token says of itself; nobody has vouched for a word of it. */
export interface Peek {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Reads a token without trusting it, for a developer's eyes only; `null` when it is no compact JWS of JSON. */
export function peek(token: string): Peek | null {
  const segments = token.split('.');
  if (segments.length !== 3) return null;
  const [header, claims] = segments.slice(0, 2).map((segment) => {
    const text = decodeText(segment);
    return text === null ? null : parseObject(text);
  });
  return header && claims ? { header, claims } : null;
}
