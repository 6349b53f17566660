import { describe, expect, it } from 'vitest';
import { labelOf } from '../../src/security/session-label.ts';
import { readNote, writeNote } from '../../src/security/session-note.ts';

describe('the note of a session', () => {
  it.each([null, '', 'Firefox on Linux', '{"label":"a","lim":{}}', '\ufffd'])(
    'is the label if there are no limits: %j',
    (label) => {
      expect(writeNote(label, null)).toBe(label);
      expect(readNote(label)).toEqual({ label, limits: null });
    },
  );

  it('keeps limits beside the label', () => {
    const note = writeNote('CI', { permissions: ['read'], resource: 'report 7' });
    expect(readNote(note)).toMatchObject({
      label: 'CI',
      limits: { permissions: ['read'], resource: 'report 7' },
    });
    expect(readNote(writeNote(null, {}))).toMatchObject({
      label: null,
      limits: { permissions: null, resource: null },
    });
  });

  it('cannot be written by a client as its label', () => {
    const forged = writeNote('CI', { permissions: ['everything'] });
    const label = labelOf(forged);
    expect(readNote(writeNote(label, null)).limits).toBeNull();
  });

  it.each([
    '\u0001',
    '\u0001{',
    '\u0001null',
    '\u00014',
    '\u0001{"label":"a"}',
    '\u0001{"lim":null}',
  ])('is a label if another program wrote it: %j', (text) =>
    expect(readNote(text)).toEqual({ label: text, limits: null }),
  );
});
