import { cookiePolicy } from '../../authn/cookie.ts';
import { headerPolicy } from '../../authn/header.ts';
import type { AuthenticationPolicy } from '../../authn/policy.ts';
import { collectFaults } from '../../options/configuration-error.ts';
import type { SpellSetting } from './setting-options.ts';
import { optionsOf } from './setting-options.ts';
import type { SettingValue } from './setting-value.ts';

const MAKERS = { header: headerPolicy, cookie: cookiePolicy };

/**
 * Returns the policies that settings describe: a header and a cookie policy if one is about the
 * cookie, a header policy if one is about the header, else null.
 *
 * @param faults - receives the faults of the policies' options, each with the places of the
 *   settings
 */
export function policiesOf(
  values: readonly SettingValue[],
  spell: SpellSetting,
  faults: string[],
): readonly AuthenticationPolicy[] | null {
  const isSet = (target: string): boolean =>
    values.some(({ definition }) => definition.target === target);
  if (!isSet('header') && !isSet('cookie')) return null;
  const targets = isSet('cookie') ? (['header', 'cookie'] as const) : (['header'] as const);
  const policies = targets.map((target) => makePolicy(values, target, spell, faults));
  return Object.freeze(policies.filter((policy) => policy !== null));
}

function makePolicy(
  values: readonly SettingValue[],
  target: keyof typeof MAKERS,
  spell: SpellSetting,
  faults: string[],
): AuthenticationPolicy | null {
  const own: string[] = [];
  const options = optionsOf(values, target, spell);
  const policy = collectFaults(own, () => MAKERS[target](options));
  const places = values
    .filter(({ definition }) => definition.target === target)
    .map(({ where }) => where);
  for (const fault of own) {
    // A fault that is about several attributes of a cookie names no setting.
    const isNamed = places.some((place) => fault.startsWith(place));
    const text = fault.replace(/\.$/, '');
    faults.push(isNamed ? `${text}.` : `${text} (${places.join('; ')}).`);
  }
  return policy;
}
