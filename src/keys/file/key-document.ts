import {
  collectFaults,
  ConfigurationError,
  throwIfAny,
} from '../../options/configuration-error.ts';
import type { Key } from '../key-set.ts';
import { ringFaults } from '../ring-faults.ts';
import type { KeyRecord, KeyState } from './key-record.ts';
import { keyOfRecord, readRecord, writeRecord } from './key-record.ts';

/** The content of a file of keys: one current key, perhaps one on standby, and retired ones. */
export type KeyDocument = readonly KeyRecord[];

/**
 * Reads the content of a file of keys.
 *
 * @param name - what error messages call the file
 * @throws ConfigurationError naming every fault; no message contains key material
 */
export function parseDocument(text: string, name: string): KeyDocument {
  const list = listOf(text);
  if (list === null)
    throw new ConfigurationError(
      `${name} has no list of keys: make it with "npx pyramidion keys rotate --file ${name}"`,
    );
  const faults: string[] = [];
  const records = list.map((given, index) =>
    collectFaults(faults, () => readRecord(given, `${name}: keys[${index}]`)),
  );
  throwIfAny(faults);
  const document = records as KeyRecord[];
  if (withState(document, 'current').length !== 1)
    faults.push(`${name} needs exactly one key whose state is current: it signs`);
  if (withState(document, 'standby').length > 1)
    faults.push(`${name} has several keys on standby: keep one`);
  throwIfAny(faults);
  return document;
}

export function writeDocument(document: KeyDocument): string {
  return `${JSON.stringify({ keys: document.map(writeRecord) }, null, 2)}\n`;
}

/**
 * Imports the keys of a file, the current one first.
 *
 * @throws ConfigurationError with the faults of all keys
 */
export function keysOfDocument(document: KeyDocument, name: string): readonly Key[] {
  const faults: string[] = [];
  const records = [...withState(document, 'current'), ...document.filter(isNotCurrent)];
  const keys = records.map((record) =>
    collectFaults(faults, () => keyOfRecord(record, `${name}: keys[${document.indexOf(record)}]`)),
  );
  faults.push(...ringFaults(keys, `${name}: keys`));
  throwIfAny(faults);
  return keys as Key[];
}

export function withState(document: KeyDocument, state: KeyState): readonly KeyRecord[] {
  return document.filter((record) => record.state === state);
}

function isNotCurrent({ state }: KeyRecord): boolean {
  return state !== 'current';
}

function listOf(text: string): readonly unknown[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  const list: unknown =
    typeof parsed === 'object' && parsed !== null && Object.hasOwn(parsed, 'keys')
      ? (parsed as { keys: unknown }).keys
      : null;
  return Array.isArray(list) && list.length > 0 ? list : null;
}
