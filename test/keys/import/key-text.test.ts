import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { importKey } from '../../../src/keys/import/import-key.ts';
import { KeyText } from '../../../src/keys/import/key-text.ts';
import { faultsOf, secretText } from '../sample-keys.ts';

const secret = secretText();

/** What a failing comparison prints. */
function differenceOf(value: unknown): string {
  try {
    assert.deepEqual(value, { other: 1 });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('KeyText', () => {
  it.each<[string, (value: unknown) => string]>([
    ['util.inspect', (value) => inspect(value, { showHidden: true, depth: null, getters: true })],
    ['util.inspect without custom inspection', (value) => inspect(value, { customInspect: false })],
    ['JSON', (value) => JSON.stringify(value)],
    ['a string', (value) => String((value as { key: unknown }).key)],
    ['structuredClone', (value) => JSON.stringify(structuredClone(value))],
    ['v8.serialize', (value) => serialize(value).toString('latin1')],
    ['v8.deserialize', (value) => JSON.stringify(deserialize(serialize(value)))],
    ['the message of assert.deepEqual', differenceOf],
  ])('is not shown by %s', (_, print) => {
    const shown = print({ key: new KeyText(secret) });
    expect(shown).not.toBe('');
    expect(shown).not.toContain(secret.slice(0, 12));
  });

  it('is imported as the string that it hides', () => {
    const key = importKey({ algorithm: 'HS512', privateKey: new KeyText(secret) });
    expect(key.verifyingKey.export().toString()).toBe(secret);
    expect(
      faultsOf(() => importKey({ algorithm: 'ES256', publicKey: new KeyText('no key') })).join(),
    ).toMatch(/^publicKey is not PEM/);
  });
});
