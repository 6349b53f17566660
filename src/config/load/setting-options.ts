import { withNames } from '../../options/option-names.ts';
import type { SettingDefinition } from './setting-definitions.ts';
import { definitionsOf } from './setting-definitions.ts';
import type { SettingValue } from './setting-value.ts';

/** How the name of a setting is written where there is none yet: `jwt.leeway` or `JWT_LEEWAY`. */
export type SpellSetting = (name: string) => string;

/**
 * Returns the options that settings set for one target. They keep the names of the settings, so
 * that a fault which is found later names the setting.
 */
export function optionsOf(
  values: readonly SettingValue[],
  target: SettingDefinition['target'],
  spell: SpellSetting,
): Record<string, unknown> {
  const given = new Map(values.map((value) => [value.definition, value]));
  const options: Record<string, unknown> = {};
  const names = definitionsOf(target).map((definition) => {
    const { option, name } = definition;
    const setting = given.get(definition);
    if (setting === undefined) return { option, name: spell(name), where: null, value: undefined };
    const { value, key, where } = setting;
    options[option] = value;
    return { option, name: key, where, value };
  });
  return withNames(options, names);
}
