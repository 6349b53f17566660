import { algorithmNames } from '../../keys/algorithm.ts';
import { nearestOption } from '../../options/synonyms.ts';

/**
 * How the text of a setting is read. An `expiration` is a duration or `never`; `findings` are a
 * list of what the audit may find.
 */
export type SettingKind =
  | 'string'
  | 'secret'
  | 'key'
  | 'duration'
  | 'expiration'
  | 'integer'
  | 'boolean'
  | 'list'
  | 'findings'
  | 'choice';

/** One setting: its name without prefix, how it is read, and the option that it sets. */
export interface SettingDefinition {
  readonly name: string;
  readonly kind: SettingKind;
  /** Whose option it sets: `createSecurity`, `headerPolicy` or `cookiePolicy`. */
  readonly target: 'security' | 'header' | 'cookie';
  readonly option: string;
  /** The values that a `choice` may have. */
  readonly choices?: readonly string[];
}

/** The names are those of pyramid_jwt, as far as it has the setting. */
const DEFINITIONS: readonly SettingDefinition[] = [
  { name: 'private_key', kind: 'secret', target: 'security', option: 'privateKey' },
  { name: 'public_key', kind: 'key', target: 'security', option: 'publicKey' },
  {
    name: 'algorithm',
    kind: 'choice',
    target: 'security',
    option: 'algorithm',
    choices: algorithmNames,
  },
  { name: 'expiration', kind: 'expiration', target: 'security', option: 'expiration' },
  { name: 'audience', kind: 'list', target: 'security', option: 'audience' },
  { name: 'issuer', kind: 'string', target: 'security', option: 'issuer' },
  { name: 'leeway', kind: 'duration', target: 'security', option: 'leeway' },
  { name: 'typ', kind: 'list', target: 'security', option: 'typ' },
  { name: 'required_claims', kind: 'list', target: 'security', option: 'requiredClaims' },
  { name: 'max_token_age', kind: 'duration', target: 'security', option: 'maxTokenAge' },
  { name: 'user_id_claim', kind: 'string', target: 'security', option: 'userIdClaim' },
  { name: 'max_token_length', kind: 'integer', target: 'security', option: 'maxTokenLength' },
  { name: 'audit_accept', kind: 'findings', target: 'security', option: 'audit' },
  { name: 'origin', kind: 'list', target: 'security', option: 'origin' },
  { name: 'http_header', kind: 'string', target: 'header', option: 'httpHeader' },
  { name: 'auth_type', kind: 'list', target: 'header', option: 'authType' },
  { name: 'cookie_name', kind: 'string', target: 'cookie', option: 'cookieName' },
  { name: 'cookie_path', kind: 'string', target: 'cookie', option: 'cookiePath' },
  { name: 'https_only_cookie', kind: 'boolean', target: 'cookie', option: 'httpsOnly' },
  {
    name: 'cookie_same_site',
    kind: 'choice',
    target: 'cookie',
    option: 'sameSite',
    choices: ['lax', 'strict', 'none'],
  },
  { name: 'cookie_partitioned', kind: 'boolean', target: 'cookie', option: 'partitioned' },
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
  { name: 'cookie_csrf', kind: 'boolean', target: 'cookie', option: 'csrf' },
];

const FILE_SUFFIX = '_file';

/** The settings of one target. */
export function definitionsOf(target: SettingDefinition['target']): readonly SettingDefinition[] {
  return DEFINITIONS.filter((definition) => definition.target === target);
}

/** All names that can be written: each setting, and for a key also the path of a file with it. */
export const settingNames: readonly string[] = /* @__PURE__ */ DEFINITIONS.flatMap(
  ({ name, kind }) => (kind === 'secret' || kind === 'key' ? [name, name + FILE_SUFFIX] : name),
);

/**
 * Returns the definition behind a name, also for the name of a file setting; null if there is none.
 */
export function definitionOf(name: string): SettingDefinition | null {
  const own = ownName(name);
  return DEFINITIONS.find((definition) => definition.name === own) ?? null;
}

/** Returns the setting that a file setting sets: `private_key` for `private_key_file`. */
export function ownName(name: string): string {
  return isFileSetting(name) ? name.slice(0, -FILE_SUFFIX.length) : name;
}

/**
 * Whether the value of a setting is the path of a file that has the real value: `private_key_file`.
 */
export function isFileSetting(name: string): boolean {
  return name.endsWith(FILE_SUFFIX) && settingNames.includes(name);
}

/**
 * Whether the value of a setting is a key: no character of it may be lost, and none may be shown.
 */
export function isSecret(name: string): boolean {
  const kind = isFileSetting(name) ? null : definitionOf(name)?.kind;
  return kind === 'secret' || kind === 'key';
}

/** Returns the name that was probably meant by an unknown one; null if none is near. */
export function nearestSetting(name: string): string | null {
  return nearestOption(name, settingNames);
}
