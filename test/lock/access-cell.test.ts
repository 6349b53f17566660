import { describe, expect, it } from 'vitest';
import type { Acl, Resource } from '../../src/index.ts';
import { Allow, AuthError, Deny, Everyone, Public } from '../../src/index.ts';
import type { AskedRule } from '../../src/lock/access-cell.ts';
import { askGuards } from '../../src/lock/access-cell.ts';
import { readPrincipals } from '../../src/lock/personas.ts';
import { readFreshness } from '../../src/security/freshness.ts';
import { checkRule } from '../../src/security/guard.ts';
import { authAs, requestView } from '../../src/testing.ts';
import { setUp } from '../support/security.ts';

const root: Resource = { acl: [] };
const principalsOf = (own: readonly string[]): readonly string[] =>
  readPrincipals(own) as readonly string[];
const ruleOf = (
  permission: AskedRule['rule']['permission'],
  resource: Resource | undefined,
  required = false,
  isFresh = false,
): AskedRule => {
  const freshness = isFresh ? readFreshness({ maxAuthAge: '5m' }, 'a guard') : null;
  const rule: AskedRule['rule'] = { permission, resource, required, freshness };
  return { rule, resource: resource ?? root, word: 'page()', root };
};

describe('the answer of the guards to a persona', () => {
  it('is what a request gets', async () => {
    const acls: Acl[] = [
      [],
      [[Allow, 'role:a', 'view']],
      [
        [Deny, 'role:a', 'view'],
        [Allow, Everyone, 'view'],
      ],
      [[Allow, 'system.Authenticated', 'view']],
      [[Deny, Everyone, 'view']],
    ];
    const rules = [
      ruleOf(Public, undefined),
      ruleOf(null, undefined, true),
      ruleOf(null, undefined, true, true),
      ...acls.flatMap((acl) =>
        [true, false].flatMap((required) =>
          [true, false].map((isFresh) => ruleOf('view', { acl }, required, isFresh)),
        ),
      ),
    ];
    const { security } = setUp({ callback: (id) => (id === 'ann' ? ['role:a'] : []) });
    const personas = [
      { own: [], headers: {} },
      { own: ['user:ann', 'role:a'], headers: await authAs(security, 'ann') },
      { own: ['user:bob'], headers: await authAs(security, 'bob') },
    ];
    let compared = 0;
    for (const first of rules)
      for (const second of rules)
        for (const { own, headers } of personas) {
          const auth = await security.authenticate(requestView({ headers }));
          const real =
            (await checkRule(auth, first.rule as never, [])) ??
            (await checkRule(auth, second.rule as never, []));
          const { refusal } = askGuards('one', principalsOf(own), [first, second]);
          expect(refusal).toBe(real?.status ?? null);
          compared++;
        }
    expect(compared).toBe(rules.length ** 2 * 3);
  });

  it('names the line that allows or denies, and the resource', () => {
    const parent = { acl: [[Deny, 'role:b', 'view'] as const] };
    const page = {
      acl: [[Allow, 'role:c', 'view'] as const, [Allow, 'role:a', 'view'] as const],
      parent,
    };
    const ask = (...own: string[]) => {
      const { text, places } = askGuards('one', principalsOf(own), [ruleOf('view', page)]);
      return [text, ...places];
    };
    expect(ask('role:a')).toEqual(['✓ Allow role:a of page()', 'line 2 of page()']);
    expect(ask('role:b')).toEqual([
      '403 Deny role:b of parent 1 of page()',
      'line 1 of parent 1 of page()',
    ]);
    expect(ask('role:d')).toEqual(['403']);
    expect(ask()).toEqual(['401']);
  });

  it('names the lines of all guards that let a request pass, and only the one that refuses', () => {
    const one = ruleOf('view', { name: 'one', acl: [[Allow, Everyone, 'view']] });
    const two = ruleOf('edit', {
      name: 'two',
      acl: [
        [Allow, 'role:a', 'edit'],
        [Deny, 'role:b', 'edit'],
      ],
    });
    const textFor = (own: string) => askGuards('x', principalsOf([own]), [one, two]).text;
    expect(textFor('role:a')).toBe('✓ Allow system.Everyone of "one", Allow role:a of "two"');
    expect(textFor('role:b')).toBe('403 Deny role:b of "two"');
    expect(textFor('role:c')).toBe('403');
  });

  it('is the status of an AuthError that an ACL throws', () => {
    const page = {
      acl: (): Acl => {
        throw new AuthError('resource_missing');
      },
    };
    expect(askGuards('one', principalsOf([]), [ruleOf('view', page)])).toMatchObject({
      refusal: 404,
      text: '404',
    });
  });
});
