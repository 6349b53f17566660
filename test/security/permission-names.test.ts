import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { assertPermission } from '../../src/security/permission-names.ts';

const NAMES = ['view', 'edit', 'delete'];
const assert = (permission: unknown) => () => assertPermission(permission, NAMES);

describe('assertPermission', () => {
  it.each(NAMES)('accepts the permission %s of the list', (name) => {
    expect(assert(name)).not.toThrow();
  });

  it.each([
    ['veiw', 'view'],
    ['Edit', 'edit'],
    ['deleted', 'delete'],
  ])('suggests for %s the nearest one: %s', (name, nearest) => {
    expect(assert(name)).toThrow(ConfigurationError);
    expect(assert(name)).toThrow(`did you mean '${nearest}'?`);
  });

  it('lists all permissions if none is near', () => {
    expect(assert('administer')).toThrow('the permissions are view, edit, delete');
  });

  it.each([[undefined], [null], [7], [''], [Symbol('view')], ['constructor']])(
    'rejects %s',
    (permission) => {
      expect(assert(permission)).toThrow(ConfigurationError);
    },
  );

  it('shows at most 80 characters of the name', () => {
    expect(assert('x'.repeat(500))).toThrow(
      expect.objectContaining({
        message: expect.not.stringContaining('x'.repeat(81)),
      }),
    );
  });
});
