import { parseObject } from './json.ts';
import { decodeText } from './segment.ts';

type Members = Readonly<Record<string, unknown>>;

/** What a token says about itself. None of it is verified. */
export interface Peek {
  readonly header: Members;
  readonly claims: Members;
}

/**
 * Reads a token without verifying it, for a developer to look at. Returns null if it is not a
 * compact JWS of two JSON objects.
 */
export function peek(token: string): Peek | null {
  const segments = token.split('.');
  if (segments.length !== 3) return null;
  const [header, claims] = segments.slice(0, 2).map(objectIn);
  return header && claims ? { header, claims } : null;
}

/** Reads the claims alone, which are not verified. Returns null as {@link peek} does. */
export function claimsOf(token: string): Members | null {
  const segments = token.split('.', 4);
  return segments.length === 3 ? objectIn(segments[1] as string) : null;
}

function objectIn(segment: string): Members | null {
  const text = decodeText(segment);
  return text === null ? null : parseObject(text);
}
