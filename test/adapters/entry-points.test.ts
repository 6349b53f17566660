import { expect, it } from 'vitest';
import * as express from '../../src/adapters/express.ts';
import * as fastify from '../../src/adapters/fastify.ts';
import * as fetch from '../../src/adapters/fetch.ts';
import * as hono from '../../src/adapters/hono.ts';
import * as node from '../../src/adapters/node.ts';

it.each([
  ['express', express],
  ['fastify', fastify],
  ['fetch', fetch],
  ['hono', hono],
  ['node', node],
])('pyramidion/%s exports the five names of every entry point', (_name, entry) => {
  const names = ['authOf', 'authenticate', 'permit', 'required', 'userOf'];
  expect(Object.keys(entry).toSorted()).toEqual(names);
});
