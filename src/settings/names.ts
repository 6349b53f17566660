import { algorithmNames } from '../keys/algorithm.ts';

/** How the text of a setting is read; a `secret` and a `key` are never shown. */
export type SettingKind = 'text' | 'secret' | 'key' | 'duration' | 'lifetime' | 'whole' | 'flag' | 'list' | 'choice';

/** One setting: its name in files (after `jwt.`), how it is read, and which option it becomes. */
export interface SettingName {
  readonly name: string;
  readonly kind: SettingKind;
  /** Of `createSecurity`, `headerPolicy` or `cookiePolicy`. */
  readonly target: 'security' | 'header' | 'cookie';
  readonly option: string;
  /** The only words that a `choice` may be. */
  readonly choices: readonly string[];
}

type Row = readonly [name: string, kind: SettingKind, target: SettingName['target'], option: string, choices?: readonly string[]];

/** The names of pyramid_jwt where it had them. */
const ROWS: readonly Row[] = [
  ['private_key', 'secret', 'security', 'privateKey'],
  ['public_key', 'key', 'security', 'publicKey'],
  ['algorithm', 'choice', 'security', 'algorithm', algorithmNames],
  ['expiration', 'lifetime', 'security', 'expiration'],
  ['audience', 'list', 'security', 'audience'],
  ['issuer', 'text', 'security', 'issuer'],
  ['leeway', 'duration', 'security', 'leeway'],
  ['typ', 'text', 'security', 'typ'],
  ['required_claims', 'list', 'security', 'requiredClaims'],
  ['max_token_length', 'whole', 'security', 'maxTokenLength'],
  ['http_header', 'text', 'header', 'httpHeader'],
  ['auth_type', 'list', 'header', 'authType'],
  ['cookie_name', 'text', 'cookie', 'cookieName'],
  ['cookie_path', 'text', 'cookie', 'cookiePath'],
  ['https_only_cookie', 'flag', 'cookie', 'httpsOnly'],
  ['cookie_same_site', 'choice', 'cookie', 'sameSite', ['lax', 'strict', 'none']],
  ['cookie_domains', 'list', 'cookie', 'domains'],
  ['cookie_reissue_time', 'duration', 'cookie', 'reissueTime'],
  ['cookie_session_lifetime', 'duration', 'cookie', 'sessionLifetime'],
  ['cookie_format', 'choice', 'cookie', 'format', ['jwt', 'webob']],
  ['cookie_trusted_origins', 'list', 'cookie', 'trustedOrigins'],
  ['cookie_csrf', 'flag', 'cookie', 'csrf'],
];

/** Every setting there is, by its name. */
const settingNames: ReadonlyMap<string, SettingName> = new Map(
  ROWS.map(([name, kind, target, option, choices = []]) => [
    name,
    Object.freeze({ name, kind, target, option, choices: Object.freeze([...choices]) }),
  ]),
);

const IN_FILES: ReadonlyMap<string, string> = new Map([
  ['private_key_file', 'private_key'],
  ['public_key_file', 'public_key'],
]);

/** All that may be written: the settings, and those that name a file which holds the value. */
export const writableNames: readonly string[] = Object.freeze([...settingNames.keys(), ...IN_FILES.keys()]);

/** The setting that a name speaks of: itself, or that whose value is in the file it names; `null` for an unknown name. */
export function settingOf(name: string): SettingName | null {
  return settingNames.get(IN_FILES.get(name) ?? name) ?? null;
}

/** Whether a name takes the path of a file that holds the value (`private_key_file`), and not the value. */
export function isFileName(name: string): boolean {
  return IN_FILES.has(name);
}
