import { algorithmNames } from '../../keys/algorithm.ts';

/** How the text of a setting is read; a `secret` and a `key` are never shown. */
export type SettingKind =
  | 'text'
  | 'secret'
  | 'key'
  | 'duration'
  | 'lifetime'
  | 'whole'
  | 'flag'
  | 'list'
  | 'choice';

/** One setting: its name in files (after `jwt.`), how it is read, and which option it becomes. */
export interface SettingName {
  readonly name: string;
  readonly kind: SettingKind;
  /** Of `createSecurity`, `headerPolicy` or `cookiePolicy`. */
  readonly target: 'security' | 'header' | 'cookie';
  readonly option: string;
  /** The only words that a `choice` may be. */
  readonly choices?: readonly string[];
}

/** The names of pyramid_jwt where it had them. */
const SETTINGS: readonly SettingName[] = [
  { name: 'private_key', kind: 'secret', target: 'security', option: 'privateKey' },
  { name: 'public_key', kind: 'key', target: 'security', option: 'publicKey' },
  {
    name: 'algorithm',
    kind: 'choice',
    target: 'security',
    option: 'algorithm',
    choices: algorithmNames,
  },
  { name: 'expiration', kind: 'lifetime', target: 'security', option: 'expiration' },
  { name: 'audience', kind: 'list', target: 'security', option: 'audience' },
  { name: 'issuer', kind: 'text', target: 'security', option: 'issuer' },
  { name: 'leeway', kind: 'duration', target: 'security', option: 'leeway' },
  { name: 'typ', kind: 'text', target: 'security', option: 'typ' },
  { name: 'required_claims', kind: 'list', target: 'security', option: 'requiredClaims' },
  { name: 'max_token_length', kind: 'whole', target: 'security', option: 'maxTokenLength' },
  { name: 'http_header', kind: 'text', target: 'header', option: 'httpHeader' },
  { name: 'auth_type', kind: 'list', target: 'header', option: 'authType' },
  { name: 'cookie_name', kind: 'text', target: 'cookie', option: 'cookieName' },
  { name: 'cookie_path', kind: 'text', target: 'cookie', option: 'cookiePath' },
  { name: 'https_only_cookie', kind: 'flag', target: 'cookie', option: 'httpsOnly' },
  {
    name: 'cookie_same_site',
    kind: 'choice',
    target: 'cookie',
    option: 'sameSite',
    choices: ['lax', 'strict', 'none'],
  },
  { name: 'cookie_domains', kind: 'list', target: 'cookie', option: 'domains' },
  { name: 'cookie_reissue_time', kind: 'duration', target: 'cookie', option: 'reissueTime' },
  {
    name: 'cookie_session_lifetime',
    kind: 'duration',
    target: 'cookie',
    option: 'sessionLifetime',
  },
  {
    name: 'cookie_format',
    kind: 'choice',
    target: 'cookie',
    option: 'format',
    choices: ['jwt', 'webob'],
  },
  { name: 'cookie_trusted_origins', kind: 'list', target: 'cookie', option: 'trustedOrigins' },
  { name: 'cookie_csrf', kind: 'flag', target: 'cookie', option: 'csrf' },
];

const FILE = '_file';

/** All that may be written: the settings, and for each that is a key the name of a file which holds it. */
export const writableNames: readonly string[] = /* @__PURE__ */ SETTINGS.flatMap(
  ({ name, kind }) => (kind === 'secret' || kind === 'key' ? [name, name + FILE] : name),
);

/** The setting that a name speaks of: itself, or that whose value is in the file it names; `null` for an unknown name. */
export function settingOf(name: string): SettingName | null {
  const own = isFileName(name) ? name.slice(0, -FILE.length) : name;
  return SETTINGS.find((setting) => setting.name === own) ?? null;
}

/** Whether a name takes the path of a file that holds the value (`private_key_file`), and not the value. */
export function isFileName(name: string): boolean {
  return name.endsWith(FILE) && writableNames.includes(name);
}
