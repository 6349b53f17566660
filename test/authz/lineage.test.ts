import { afterEach, describe, expect, it } from 'vitest';
import { Allow, decide, Everyone, permits, principalsAllowedBy } from '../../src/acl.ts';
import type { Resource } from '../../src/acl.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';

class Report {
  id = 7;
  acl: unknown = [[Allow, 'a', 'view']];
  parent: unknown = null;
  constructor(members: Partial<Report>) {
    Object.assign(this, members);
  }
}
/** What a query builder is before it is awaited. */
// oxlint-disable-next-line unicorn/no-thenable -- it is what is tested
const thenable = { then: () => undefined };
const asked = (resource: unknown, who = 'a') => permits(resource as Resource, [who], 'view');

describe('the acl of a resource', () => {
  it.each([undefined, null])('is none if it is %s: the parent is asked', (acl) => {
    expect(asked({ acl, parent: { acl: [[Allow, 'a', 'view']] } })).toBe(true);
  });

  it('is none if a function returns null', () => {
    expect(asked({ acl: () => null, parent: { acl: [[Allow, 'a', 'view']] } })).toBe(true);
  });

  it.each([
    ['a promise', Promise.resolve([])],
    ['a function that returns a promise', async () => []],
    ['a thenable', thenable],
  ])('is rejected if it is %s, naming the resource', (_what, acl) => {
    expect(() => asked(new Report({ acl }))).toThrow(
      'The acl of Report 7 is a promise: await it first.',
    );
  });

  it('is rejected if its promise rejects, and the rejection is handled', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const acl = async (): Promise<never> => Promise.reject(new Error('the database is away'));
    expect(() => asked(new Report({ acl }))).toThrow('is a promise: await it first.');
    await new Promise(setImmediate);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it.each([
    ['a string', 'Allow'],
    ['a Set', new Set()],
    ['a generator', (function* () {})()],
    ['a function that returns nothing', () => undefined],
    ['a function that returns a function', () => () => []],
  ])('is rejected if it is %s, naming the resource', (_what, acl) => {
    expect(() => asked(new Report({ acl }))).toThrow('The acl of Report 7 is not a list of ACEs.');
  });
});

describe('a resource that is asked about', () => {
  it.each([undefined, null])('may be %s, and nothing is permitted then', (resource) => {
    expect(asked(resource)).toBe(false);
    expect(principalsAllowedBy(resource, 'view')).toEqual(new Set());
  });

  it.each([7, 'report', 7n, true, () => ({ acl: [] })])('is rejected if it is %s', (resource) => {
    expect(() => asked(resource)).toThrow(
      'The resource is an id, a function without an acl or another plain value',
    );
  });

  it('may be a class with an acl of its own', () => {
    class Folder {
      static readonly acl = [[Allow, 'a', 'view']];
    }
    expect(asked(Folder)).toBe(true);
  });

  it('is rejected if it is a promise', () => {
    expect(() => asked(Promise.resolve({}))).toThrow('The resource is a promise: await it first.');
    expect(() => decide(Promise.resolve({}) as never, [], 'view')).toThrow(ConfigurationError);
  });
});

describe('a parent', () => {
  it.each([7, 'folder', 7n, 0, '', false, () => new Report({})])(
    'is rejected if it is %s, for the allowed and the denied alike',
    (parent) => {
      for (const who of ['a', 'b'])
        expect(() => asked(new Report({ parent }), who)).toThrow(
          'The parent of Report 7 is an id, a function without an acl or another plain value: load the resource first.',
        );
    },
  );

  it.each([
    ['a promise', Promise.resolve(null)],
    ['a thenable', thenable],
  ])('is rejected if it is %s, for the allowed and the denied alike', (_what, parent) => {
    for (const who of ['a', 'b'])
      expect(() => asked(new Report({ parent }), who)).toThrow(
        'The parent of Report 7 is a promise: await it first.',
      );
  });

  it('is rejected if it is the resource itself, for the allowed and the denied alike', () => {
    const report = new Report({});
    report.parent = report;
    for (const who of ['a', 'b'])
      expect(() => asked(report, who)).toThrow('The parent of Report 7 is itself');
  });

  it.each([0, 1, 2, 70, 200])('is rejected if it is part of a loop behind %i others', (before) => {
    const loop: { parent?: unknown } = {};
    loop.parent = { parent: { parent: loop } };
    let leaf: unknown = loop;
    for (let count = 0; count < before; count++) leaf = { parent: leaf };
    expect(() => asked(leaf)).toThrow('lead back');
    expect(() => principalsAllowedBy(leaf as Resource, 'view')).toThrow('lead back');
  });

  it('may be one of a thousand', () => {
    let leaf: Resource = { acl: [[Allow, 'a', 'view']] };
    for (let count = 0; count < 1_000; count++) leaf = { parent: leaf };
    expect(asked(leaf)).toBe(true);
  });

  it('may be a class that is itself a resource', () => {
    class Site {
      static acl = [[Allow, 'a', 'view']];
    }
    expect(asked({ parent: Site })).toBe(true);
  });
});

describe('a polluted Object.prototype', () => {
  const prototype = Object.prototype as { acl?: unknown; parent?: unknown; name?: unknown };
  const open = [[Allow, Everyone, 'view']];
  afterEach(() => {
    delete prototype.acl;
    delete prototype.parent;
    delete prototype.name;
  });
  const everyone = (resource: unknown) => permits(resource as Resource, [Everyone], 'view');

  it('gives a resource no acl', () => {
    prototype.acl = open;
    expect(everyone({})).toBe(false);
    expect(everyone(new (class {})())).toBe(false);
    expect(everyone({ parent: { parent: null } })).toBe(false);
  });

  it('gives a resource no parent', () => {
    prototype.parent = { acl: open };
    expect(everyone({ acl: [[Allow, 'a', 'view']] })).toBe(false);
    expect(decide({} as Resource, [Everyone], 'view').reason).toContain('nor any of its parents');
    expect(principalsAllowedBy({} as Resource, 'view')).toEqual(new Set());
  });

  it('gives a resource no name', () => {
    prototype.name = 'forged';
    expect(decide({} as Resource, [], 'view').reason).not.toContain('forged');
  });

  it('takes nothing from a resource with members of its own or of its class', () => {
    prototype.acl = [];
    prototype.parent = null;
    class Page {
      get acl() {
        return undefined;
      }
      get parent() {
        return { acl: open };
      }
    }
    expect(everyone(new Page())).toBe(true);
    expect(everyone(Object.assign(Object.create(null), { acl: open }))).toBe(true);
  });
});
