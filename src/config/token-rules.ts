import type { FetchedKeys } from '../keys/key-source.ts';
import type { OptionReader } from '../options/option-reader.ts';
import { EMPTY_LIST } from '../options/option-reader.ts';
import * as check from './option-checks.ts';
import type { CheckedOptions } from './checked-options.ts';

/** The options that are rules of own tokens. */
export type TokenRules = Pick<
  CheckedOptions,
  | 'audience'
  | 'issuers'
  | 'leeway'
  | 'typ'
  | 'maxTokenAge'
  | 'userIdClaim'
  | 'maxTokenLength'
  | 'tokenCacheSize'
>;

/**
 * Reads the options that are rules of own tokens.
 *
 * @param fetched - the keys of a provider, which may name the issuer; null if there are none
 */
export function readTokenRules(reader: OptionReader, fetched: FetchedKeys | null): TokenRules {
  const { TOKEN_LENGTH, CACHE_SIZE } = check;
  return {
    audience: reader.read<readonly string[]>(
      'audience',
      EMPTY_LIST,
      check.audience,
      'must be a non-empty string or a list of them: set it, or leave it out if tokens name none.',
    ),
    issuers: reader.read<readonly string[]>(
      'issuer',
      fetched !== null && fetched.issuer !== null ? Object.freeze([fetched.issuer]) : EMPTY_LIST,
      check.audience,
      'must be a non-empty string or a list of them: set it, or leave it out.',
    ),
    typ: reader.read<readonly string[]>(
      'typ',
      EMPTY_LIST,
      check.accessTypes,
      "must be the type of access tokens or a list of them, such as 'at+jwt', and none of session+jwt, refresh+jwt, limited+jwt and ticket+jwt, which are kinds of their own.",
    ),
    leeway: reader.read(
      'leeway',
      0,
      check.leeway,
      `must be a duration of at most ${check.MAX_LEEWAY} seconds: let NTP set the clocks instead.`,
    ),
    maxTokenAge: reader.read<number | null>(
      'maxTokenAge',
      null,
      check.positiveDuration,
      "must be a duration above 0, such as '1h'.",
    ),
    userIdClaim: reader.read(
      'userIdClaim',
      'sub',
      check.userIdClaim,
      "must be the name of a claim without another meaning, such as 'sub' or 'email'.",
    ),
    maxTokenLength: reader.read(
      'maxTokenLength',
      TOKEN_LENGTH.default,
      check.tokenLength,
      `must be a whole number of characters from ${TOKEN_LENGTH.min} to ${TOKEN_LENGTH.max}.`,
    ),
    tokenCacheSize: reader.read(
      'tokenCacheSize',
      CACHE_SIZE.default,
      check.cacheSize,
      `must be a whole number of tokens from 0 (no cache) to ${CACHE_SIZE.max}.`,
    ),
  };
}
