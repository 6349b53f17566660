import { describe, expect, it } from 'vitest';
import { listView, pathOf } from '../../src/http/request-view.ts';

const REQUEST = { method: 'POST', secure: true, url: '/a?b=c' };

describe('listView', () => {
  const headerOf = (fields: readonly (readonly [string, string])[], name: string) =>
    listView({ ...REQUEST, fields }).header(name);

  it('has the method, the encryption and the URL that it was given', () => {
    expect(listView({ ...REQUEST, fields: [] })).toMatchObject(REQUEST);
  });

  it('finds a field whatever its case', () => {
    expect(headerOf([['AUTHORIZATION', 'Bearer a']], 'authorization')).toBe('Bearer a');
  });

  it.each([
    ['absent', [['a', '1']], undefined],
    ['there once', [['x', '1']], '1'],
    ['empty', [['x', '']], ''],
    [
      'there twice',
      [
        ['x', '1'],
        ['X', '1'],
      ],
      ['1', '1'],
    ],
    [
      'there three times',
      [
        ['x', '1'],
        ['x', '2'],
        ['x', '3'],
      ],
      ['1', '2', '3'],
    ],
  ] as const)('returns for a field that is %s: %j', (_, fields, expected) => {
    expect(headerOf(fields, 'x')).toEqual(expected);
  });

  it.each(['__proto__', 'constructor', 'tostring'])('has no field %s by inheritance', (name) => {
    expect(headerOf([], name)).toBeUndefined();
  });

  it('takes any iterable, such as Headers', () => {
    const fields = new Headers({ 'X-Token': 'a' });
    expect(listView({ ...REQUEST, fields }).header('x-token')).toBe('a');
  });

  it("passes on the framework's own request and what it throws", () => {
    const native = {};
    const thrown = () => new Error('mine');
    expect(listView({ ...REQUEST, fields: [], native, thrown })).toMatchObject({ native, thrown });
  });
});

describe('pathOf', () => {
  it.each([
    ['/reports/7', '/reports/7'],
    ['/reports?access_token=secret', '/reports'],
    ['/reports#secret', '/reports'],
    ['/reports#secret?b', '/reports'],
    ['/reports?secret#b', '/reports'],
    ['/?a?b', '/'],
    ['', ''],
  ])('gives for the URL %j the path %j: queries may hold secrets', (url, path) => {
    expect(pathOf({ ...REQUEST, url, header: () => undefined })).toBe(path);
  });

  it('gives an empty path for a view of an application that has no URL', () => {
    const view = { method: 'GET', secure: true, header: () => undefined };
    expect(pathOf(view as never)).toBe('');
  });
});
