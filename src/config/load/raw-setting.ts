import { nearest } from '../../options/did-you-mean.ts';
import { isFileName, settingOf, writableNames } from './setting-definitions.ts';

/** One setting as it stands in a source, unread. */
export interface RawSetting {
  /** Its name without prefix: `expiration`, `private_key_file`. */
  readonly name: string;
  readonly text: string;
  readonly origin: 'environment' | 'file';
  /** The place in the words of the provenance: `app.ini, [app:main]`. */
  readonly source: string;
  /** Key and place in the words of a fault: `jwt.expiration in app.ini, [app:main]`. */
  readonly where: string;
}

/** Whether a name holds a key itself, so that not one character of it may be lost, and none be shown. */
export function holdsKey(name: string): boolean {
  const kind = isFileName(name) ? null : settingOf(name)?.kind;
  return kind === 'secret' || kind === 'key';
}

/**
 * The fault that a key of our prefix is which no setting has.
 *
 * @param where - key and place, for the message
 * @param spell - writes a name as the source would: `(name) => 'JWT_' + name.toUpperCase()`
 */
export function unknownSetting(
  name: string,
  where: string,
  spell: (name: string) => string,
): string {
  const meant = nearest(name, writableNames);
  const cure =
    meant === null
      ? `remove it; the settings are ${writableNames.map(spell).join(', ')}`
      : `did you mean ${spell(meant)}?`;
  return `${where} is not a setting: ${cure}`;
}
