import type { IssuerOptions } from '../config/issuers/issuer-options.ts';
import type { RemoteKeysOptions } from '../keys/remote/remote-keys.ts';
import type { PresetOptions } from './preset-reader.ts';
import { PresetReader } from './preset-reader.ts';

/** One project of Supabase: `project` or `url`. */
export interface SupabaseOptions extends PresetOptions {
  /** The reference of the project, the first part of its address. */
  readonly project?: string | undefined;
  /** The address of the project, if it is not below supabase.co. */
  readonly url?: string | undefined;
  /** Whether users who logged in anonymously are accepted. Default: false. */
  readonly anonymous?: boolean | undefined;
}

/**
 * Accepts the tokens of logged-in users of a project of Supabase. The keys `anon` and
 * `service_role` are tokens too, of another issuer and without `sub`: they are refused. The project
 * must use JWT signing keys; tokens that a shared secret signed cannot be verified.
 *
 * @see https://supabase.com/docs/guides/auth/jwt-fields
 * @see https://supabase.com/docs/guides/auth/jwts
 * @param options - the project
 * @param keys - how the keys are fetched
 * @throws ConfigurationError naming every fault of the options with its cure
 * @example
 * createSecurity({ issuers: [supabase({ project: 'abcdefghijklmnopqrst' })] });
 */
export function supabase(options: SupabaseOptions, keys: RemoteKeysOptions = {}): IssuerOptions {
  const reader = new PresetReader('supabase', options, ['project', 'url', 'anonymous']);
  if (reader.has('project') && reader.has('url'))
    reader.fault('project and url exclude each other: write one of them.');
  const url = reader.has('url') ? reader.address('url', 'https://id.example.com') : hosted(reader);
  const issuer = `${url}/auth/v1`;
  const isUser = { role: 'authenticated' };
  return reader.issuer({ jwksUrl: `${issuer}/.well-known/jwks.json` }, keys, {
    issuer,
    audience: 'authenticated',
    expect: reader.flag('anonymous') ? isUser : { ...isUser, is_anonymous: false },
  });
}

function hosted(reader: PresetReader): string {
  const what = 'the reference of the project';
  return `https://${reader.text('project', /^[a-z0-9]+$/, what, 'abcdefghijklmnopqrst')}.supabase.co`;
}
