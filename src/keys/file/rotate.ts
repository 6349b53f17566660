import { ConfigurationError } from '../../options/configuration-error.ts';
import { timeSpan } from '../../options/duration.ts';
import type { Algorithm } from '../algorithm.ts';
import type { Jwk } from '../import/key-input.ts';
import { publicJwk } from '../import/public-jwk.ts';
import type { KeyDocument } from './key-document.ts';
import { withState } from './key-document.ts';
import type { KeyRecord } from './key-record.ts';

/** How keys change places. Durations are milliseconds. */
export interface RotationRules {
  /** How long a key verifies after it has signed its last token. */
  readonly keep: number;
  /** How long a key is on standby at least, so that every process has read it before it signs. */
  readonly after: number;
}

/** Makes a key. */
export type KeyMaker = (algorithm: Algorithm) => Promise<Jwk>;

/**
 * Lets the key on standby sign, retires the current one, and makes a new one for standby. Without a
 * key on standby it only makes one. Retired keys whose time is over are left out.
 *
 * @param document - null for a file that does not exist yet
 * @param algorithm - of the new key; null for that of the key which signs then
 * @param now - milliseconds since 1970
 * @throws ConfigurationError if the key on standby is too young
 */
export async function rotate(
  document: KeyDocument | null,
  algorithm: Algorithm | null,
  make: KeyMaker,
  { keep, after }: RotationRules,
  now: number,
): Promise<KeyDocument> {
  const kept = (document ?? []).filter(({ until }) => until === null || until > now);
  const [current] = withState(kept, 'current');
  const [standby] = withState(kept, 'standby');
  const chosen = algorithm ?? ((standby ?? current)?.jwk.alg as Algorithm | undefined) ?? 'ES256';
  const record = async (state: KeyRecord['state']): Promise<KeyRecord> => ({
    jwk: await make(chosen),
    state,
    since: now,
    until: null,
  });
  if (current === undefined) return [await record('current'), await record('standby')];
  if (standby === undefined) return [...kept, await record('standby')];
  const age = now - standby.since;
  if (age < after)
    throw new ConfigurationError(
      `the key on standby was made ${timeSpan(Math.max(0, age) / 1000)} ago: a process that has not ` +
        `read it yet would refuse its tokens. Wait until it is ${timeSpan(after / 1000)} old, or pass ` +
        '--after 0s if all have read it',
    );
  const others = kept.filter((one) => one !== current && one !== standby);
  return [
    { ...standby, state: 'current', since: now },
    await record('standby'),
    retired(current, now, keep),
    ...others,
  ];
}

/**
 * Adds a key that exists: it signs if the file has no key yet, else it is on standby.
 *
 * @throws ConfigurationError if a key has that name, or if one is on standby
 */
export function adopt(document: KeyDocument | null, jwk: Jwk, now: number): KeyDocument {
  const known = document ?? [];
  if (known.some((record) => record.jwk.kid === jwk.kid))
    throw new ConfigurationError('a key with this kid is in the file already');
  if (withState(known, 'standby').length > 0)
    throw new ConfigurationError('a key is on standby already: rotate or remove it first');
  const state = known.length === 0 ? 'current' : 'standby';
  return [...known, { jwk, state, since: now, until: null }];
}

/**
 * Removes a key at once: its tokens are refused wherever the file is read. If it was the current
 * one, the key on standby takes its place.
 *
 * @throws ConfigurationError if there is no such key, or if none is left that could sign
 */
export function remove(document: KeyDocument, kid: string, now: number): KeyDocument {
  const removed = document.find((record) => record.jwk.kid === kid);
  if (removed === undefined) throw new ConfigurationError('the file has no key with this kid');
  const left = document.filter((record) => record !== removed);
  if (removed.state !== 'current') return left;
  const [standby] = withState(left, 'standby');
  if (standby === undefined)
    throw new ConfigurationError(
      'the key signs, and none is on standby: run "npx pyramidion keys rotate" first',
    );
  const promoted: KeyRecord = { ...standby, state: 'current', since: now };
  return [promoted, ...left.filter((record) => record !== standby)];
}

/** A retired key of a pair verifies only: nothing is left in the file that could sign. */
function retired({ jwk }: KeyRecord, now: number, keep: number): KeyRecord {
  const { kid, alg, use } = jwk;
  const left = jwk.kty === 'oct' ? jwk : { ...publicJwk(jwk), kid, alg, use };
  return { jwk: left, state: 'retired', since: now, until: now + keep };
}
