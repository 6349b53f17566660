import { boolean, OptionReader } from '../options/option-reader.ts';

/** What `bearerAuth` of an MCP server takes beside the security. */
export interface BearerAuthOptions {
  /**
   * Whether limited tokens are accepted. Say true if every server behind it has `guardTools`, and
   * the handlers of resources, prompts and tasks ask `authOf(extra).permits`. Default: false,
   * because the SDK runs whatever is called.
   */
  readonly limitedTokens?: boolean;
}

/**
 * Returns whether limited tokens are accepted.
 *
 * @throws ConfigurationError for an option that is not known, or of the wrong type
 */
export function readBearerOptions(options: BearerAuthOptions): boolean {
  const reader = new OptionReader(options, ['limitedTokens'], 'bearerAuth');
  const takesLimited = reader.read('limitedTokens', false, boolean, 'must be true or false');
  reader.throwFaults();
  return takesLimited;
}
