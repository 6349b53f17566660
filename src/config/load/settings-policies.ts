import { cookiePolicy } from '../../authn/cookie.ts';
import type { CookiePolicyOptions } from '../../authn/cookie-options.ts';
import { headerPolicy } from '../../authn/header.ts';
import type { HeaderPolicyOptions } from '../../authn/header.ts';
import type { AuthenticationPolicy } from '../../authn/policy.ts';
import { collectFaults } from '../../options/configuration-error.ts';
import type { SettingValue } from './setting-value.ts';

/**
 * Returns the policies that settings describe: a header and a cookie policy if one is about the
 * cookie, a header policy if one is about the header, else null.
 *
 * @param faults - receives the faults of the policies' options, each with the places of the
 *   settings
 */
export function policiesOf(
  values: readonly SettingValue[],
  faults: string[],
): readonly AuthenticationPolicy[] | null {
  const header = values.filter(({ definition }) => definition.target === 'header');
  const cookie = values.filter(({ definition }) => definition.target === 'cookie');
  if (header.length === 0 && cookie.length === 0) return null;
  const policies = [
    makePolicy(header, (options: HeaderPolicyOptions) => headerPolicy(options), faults),
  ];
  if (cookie.length > 0)
    policies.push(
      makePolicy(cookie, (options: CookiePolicyOptions) => cookiePolicy(options), faults),
    );
  return Object.freeze(policies.filter((policy) => policy !== null));
}

function makePolicy<O>(
  values: readonly SettingValue[],
  make: (options: O) => AuthenticationPolicy,
  faults: string[],
): AuthenticationPolicy | null {
  const own: string[] = [];
  const options = Object.fromEntries(
    values.map(({ definition, value }) => [definition.option, value]),
  );
  const policy = collectFaults(own, () => make(options as O));
  for (const fault of own) {
    const meant = values.filter(({ definition }) => fault.includes(definition.option));
    const places = (meant.length > 0 ? meant : values).map(({ where }) => where).join('; ');
    faults.push(`${fault.replace(/\.$/, '')} (${places}).`);
  }
  return policy;
}
