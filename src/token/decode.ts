import { parseObject } from './json.ts';
import { decodeText } from './segment.ts';

/** What a token says about itself. None of it is verified. */
export interface Peek {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * Reads a token without verifying it, for a developer to look at. Returns null if it is not a
 * compact JWS of two JSON objects.
 */
export function peek(token: string): Peek | null {
  const segments = token.split('.');
  if (segments.length !== 3) return null;
  const [header, claims] = segments.slice(0, 2).map((segment) => {
    const text = decodeText(segment);
    return text === null ? null : parseObject(text);
  });
  return header && claims ? { header, claims } : null;
}
