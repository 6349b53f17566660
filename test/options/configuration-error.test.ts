import { describe, expect, it } from 'vitest';
import {
  collectFaults,
  ConfigurationError,
  throwIfAny,
} from '../../src/options/configuration-error.ts';

describe('ConfigurationError', () => {
  it('has the one fault as its message', () => {
    const error = new ConfigurationError('csrf is not a boolean.');
    expect(error.message).toBe('csrf is not a boolean.');
    expect(error.faults).toEqual(['csrf is not a boolean.']);
  });

  it('lists several faults in its message, one a line', () => {
    const error = new ConfigurationError(['a is wrong.', 'b is wrong.']);
    expect(error.message).toBe('2 errors:\n  - a is wrong.\n  - b is wrong.');
    expect(error.faults).toEqual(['a is wrong.', 'b is wrong.']);
  });

  it('has the code options_invalid unless another is given', () => {
    expect(new ConfigurationError('x').code).toBe('options_invalid');
    expect(new ConfigurationError('x', 'acl_invalid').code).toBe('acl_invalid');
  });

  it('keeps a frozen copy of the faults', () => {
    const faults = ['a'];
    const error = new ConfigurationError(faults);
    faults.push('b');
    expect(error.faults).toEqual(['a']);
    expect(Object.isFrozen(error.faults)).toBe(true);
  });

  it('is recognised when another copy of the package made it', async () => {
    const copy: string = '../../src/options/configuration-error.ts?copy';
    const other = (await import(copy)) as { ConfigurationError: typeof ConfigurationError };
    const error = new other.ConfigurationError('x');
    expect(error).not.toBeInstanceOf(ConfigurationError);
    expect(ConfigurationError.isConfigurationError(error)).toBe(true);
  });

  it.each([null, undefined, 'ConfigurationError', new Error('x'), { name: 'ConfigurationError' }])(
    'is not %s',
    (value) => {
      expect(ConfigurationError.isConfigurationError(value)).toBe(false);
    },
  );
});

describe('throwIfAny', () => {
  it('throws all faults with the code, and nothing for an empty list', () => {
    expect(() => throwIfAny([])).not.toThrow();
    expect(() => throwIfAny(['a', 'b'], 'settings_invalid')).toThrow(
      expect.objectContaining({ faults: ['a', 'b'], code: 'settings_invalid' }),
    );
  });
});

describe('collectFaults', () => {
  it('returns the value of a step without faults', () => {
    const faults: string[] = [];
    expect(collectFaults(faults, () => 7)).toBe(7);
    expect(faults).toEqual([]);
  });

  it('adds the faults of a step to the list and returns null', () => {
    const faults = ['before'];
    const step = () => throwIfAny(['a', 'b']);
    expect(collectFaults(faults, step)).toBeNull();
    expect(faults).toEqual(['before', 'a', 'b']);
  });

  it('does not catch any other error', () => {
    const step = () => {
      throw new RangeError('other');
    };
    expect(() => collectFaults([], step)).toThrow(RangeError);
  });
});
