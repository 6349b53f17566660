import { describe, expect, it } from 'vitest';
import { permit, required } from '../../src/adapters/express.ts';
import { rulesOn } from '../../src/adapter.ts';
import { cookiePolicy, headerPolicy, Public } from '../../src/index.ts';
import type { AuthenticationPolicy } from '../../src/index.ts';
import { openApiOf } from '../../src/openapi.ts';
import { routeOf } from '../../src/security/routes.ts';
import { setUp } from '../support/security.ts';

const { security } = setUp({ policies: [headerPolicy(), cookiePolicy()] });
const route = (method: string, path: string, ...guards: unknown[]) =>
  routeOf(method, path, guards.flatMap(rulesOn));

const own: AuthenticationPolicy = {
  kind: 'query',
  challenge: 'Bearer',
  vary: null,
  session: null,
  find: () => null,
  refineFailure: (failure) => failure,
  checkRequest: null,
};

describe('openApiOf', () => {
  it('asks for any of the schemes on a guarded route, and for none on the others', () => {
    const { paths } = openApiOf(
      [
        route('GET', '/reports', permit('view')),
        route('POST', '/reports', required()),
        route('GET', '/', permit(Public)),
        route('GET', '/forgotten'),
      ],
      security,
    );
    const either = [{ header: [] }, { cookie: [] }];
    expect(paths['/reports']?.['get']).toMatchObject({
      security: either,
      'x-permissions': ['view'],
      responses: { 401: {}, 403: {} },
    });
    expect(paths['/reports']?.['post']).toMatchObject({ security: either, responses: { 401: {} } });
    expect(paths['/reports']?.['post']).not.toMatchObject({ responses: { 403: {} } });
    for (const path of ['/', '/forgotten'])
      expect(paths[path]?.['get']).toMatchObject({ security: [] });
  });

  it('describes each policy, and the problem of each refusal', () => {
    const { components } = openApiOf([], security);
    expect(components.securitySchemes).toEqual({
      header: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      cookie: { type: 'apiKey', in: 'cookie', name: expect.stringMatching(/./) },
    });
    expect(components.responses).toMatchObject({
      Unauthorized: { content: { 'application/problem+json': { example: { status: 401 } } } },
      Forbidden: { content: { 'application/problem+json': { example: { status: 403 } } } },
    });
  });

  it('describes a header and a scheme of the application, and several policies of a kind', () => {
    const policies = [headerPolicy({ httpHeader: 'X-Token' }), headerPolicy({ authType: 'JWT' })];
    const { components } = openApiOf([], setUp({ policies }).security);
    expect(components.securitySchemes).toMatchObject({
      header: { type: 'apiKey', in: 'header', name: 'X-Token' },
      header2: { type: 'apiKey', in: 'header', name: 'Authorization' },
    });
  });

  it('never says that everyone may ask because it knows no scheme', () => {
    const mine = setUp({ policies: [own] }).security;
    expect(() => openApiOf([], mine)).toThrow('schemes');
    const schemes = { query: { type: 'apiKey', in: 'query', name: 'access_token' } };
    const { paths } = openApiOf([route('GET', '/', required())], mine, { schemes });
    expect(paths['/']?.['get']).toMatchObject({ security: [{ query: [] }] });
  });

  it('keeps the first of two routes, and takes one for all methods apart', () => {
    const { paths } = openApiOf(
      [route('GET', '/a', required()), route('*', '/a'), route('QUERY', '/b', required())],
      security,
    );
    expect(Object.keys(paths)).toEqual(['/a']);
    expect(paths['/a']?.['get']).not.toMatchObject({ security: [] });
    expect(paths['/a']?.['delete']).toMatchObject({ security: [] });
  });

  it('refuses what is no security', () => {
    expect(() => openApiOf([], {})).toThrow('createSecurity');
  });
});
