import { cookiePolicy } from '../../authn/cookie.ts';
import type { CookiePolicyOptions } from '../../authn/cookie-options.ts';
import { headerPolicy } from '../../authn/header.ts';
import type { HeaderPolicyOptions } from '../../authn/header.ts';
import type { AuthenticationPolicy } from '../../authn/policy.ts';
import { collectFaults } from '../../options/configuration-error.ts';
import type { SettingValue } from './merge.ts';

/**
 * The policies that settings speak of: header and cookie when one is about the cookie, the header when one is about that, else `null`.
 *
 * @param faults - takes what the policies say against their options, with the places where these were written
 */
export function policiesOf(
  values: readonly SettingValue[],
  faults: string[],
): readonly AuthenticationPolicy[] | null {
  const header = values.filter(({ setting }) => setting.target === 'header');
  const cookie = values.filter(({ setting }) => setting.target === 'cookie');
  if (header.length === 0 && cookie.length === 0) return null;
  const policies = [made(header, (options: HeaderPolicyOptions) => headerPolicy(options), faults)];
  if (cookie.length > 0)
    policies.push(made(cookie, (options: CookiePolicyOptions) => cookiePolicy(options), faults));
  return Object.freeze(policies.filter((policy) => policy !== null));
}

function made<O>(
  values: readonly SettingValue[],
  make: (options: O) => AuthenticationPolicy,
  faults: string[],
): AuthenticationPolicy | null {
  const own: string[] = [];
  const policy = collectFaults(own, () =>
    make(Object.fromEntries(values.map(({ setting, value }) => [setting.option, value])) as O),
  );
  for (const fault of own) {
    const meant = values.filter(({ setting }) => fault.includes(setting.option));
    faults.push(
      `${fault} (${(meant.length > 0 ? meant : values).map(({ where }) => where).join('; ')})`,
    );
  }
  return policy;
}
