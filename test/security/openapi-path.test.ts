import { expect, it } from 'vitest';
import { openApiPathOf } from '../../src/security/openapi-path.ts';

it.each([
  ['/', '/', []],
  ['/reports/:id', '/reports/{id}', ['id']],
  ['/:a/:b', '/{a}/{b}', ['a', 'b']],
  ['/:a-:b', '/{a}-{b}', ['a', 'b']],
  ['/:id?', '/{id}', ['id']],
  ['/:id(\\d+)', '/{id}', ['id']],
  ['/:id{[0-9]+}', '/{id}', ['id']],
  ['/files{/:name}', '/files/{name}', ['name']],
  ['/files/:name{.:ext}', '/files/{name}.{ext}', ['name', 'ext']],
  ['/files/*path', '/files/{path}', ['path']],
  ['/files/**:path', '/files/{path}', ['path']],
  ['/files/*', '/files/{wildcard}', ['wildcard']],
  ['/*/x/*', '/{wildcard}/x/{wildcard2}', ['wildcard', 'wildcard2']],
])('writes %s as %s', (written, path, parameters) => {
  expect(openApiPathOf(written)).toEqual({ path, parameters });
});

it.each(['', 'reports.list', '^\\/reports'])('takes %j for no path', (written) => {
  expect(openApiPathOf(written)).toBeNull();
});
