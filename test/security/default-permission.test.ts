import { describe, expect, it } from 'vitest';
import { noteGuards } from '../../src/security/access-notes.ts';
import { DefaultAccess, readDefaultPermission } from '../../src/security/default-permission.ts';
import { checkRule, ruleOf } from '../../src/security/guard.ts';
import { contextOf, wiringOf } from '../../src/security/internals.ts';
import { Allow, Authenticated, ConfigurationError, Public } from '../../src/index.ts';
import { authFor, setUp, view } from '../support/security.ts';

const root = { acl: [[Allow, Authenticated, 'view'] as const] };

describe('a default permission', () => {
  it('is asked of the ACL of the root', async () => {
    const set = setUp({ root });
    const user = await authFor(set);
    const nobody = await set.security.authenticate(view());
    const refusals = [user, nobody].flatMap((auth) =>
      ['view', 'edit'].map((name) => new DefaultAccess(name).refusal(auth)?.status ?? 200),
    );
    expect(refusals).toEqual([200, 403, 401, 401]);
  });

  it.each([
    ['permits', ruleOf('view', [], false), 200],
    ['is for all', ruleOf(Public, [], false), 200],
    ['refuses', ruleOf('edit', [], false), 403],
    ['permits later', ruleOf('view', [async () => root], false), 200],
    ['refuses later', ruleOf('edit', [async () => root], false), 403],
  ])('is not asked behind a guard that %s, unless it refused', async (_how, rule, status) => {
    const auth = contextOf(await authFor(setUp({ root })));
    noteGuards(auth, null, true);
    await checkRule(auth, rule, []);
    expect(new DefaultAccess('edit').refusal(auth)?.status ?? 200).toBe(status);
  });

  it('is not asked behind a guard of a security that saw the request later', async () => {
    const first = contextOf(await authFor(setUp({ root })));
    const second = contextOf(await authFor(setUp({ root })));
    noteGuards(first, null, true);
    noteGuards(second, first, false);
    await checkRule(second, ruleOf('view', [], false), []);
    expect(new DefaultAccess('edit').refusal(first)).toBeNull();
    const other = contextOf(await authFor(setUp({ root })));
    noteGuards(other, null, false);
    expect(other.notes).toBeNull();
  });
});

describe('the option defaultPermission', () => {
  const { security } = setUp({ root, permissions: ['view', 'edit'] });
  const read = (options: object, one: object = security) =>
    readDefaultPermission(options, wiringOf(one));

  it('is null if it is left out', () => {
    expect([read({}), read({ defaultPermission: undefined })]).toEqual([null, null]);
    expect(read(Object.create({ defaultPermission: 'view' }) as object)).toBeNull();
    expect(read({ defaultPermission: 'view' })).toBeInstanceOf(DefaultAccess);
  });

  it.each([null, '', 7, true, ['view'], Public])('is no %j', (defaultPermission) => {
    expect(() => read({ defaultPermission })).toThrow('must be the name of a permission');
  });

  it('is one of the permissions of the security', () => {
    expect(() => read({ defaultPermission: 'veiw' })).toThrow("did you mean 'view'?");
  });

  it('needs a root, whose ACL is asked', () => {
    expect(() => read({ defaultPermission: 'view' }, setUp().security)).toThrow(ConfigurationError);
  });
});
