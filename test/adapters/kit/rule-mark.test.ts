import { describe, expect, it } from 'vitest';
import { markRules, rulesOn } from '../../../src/adapter.ts';
import * as express from '../../../src/adapters/express.ts';
import * as fastify from '../../../src/adapters/fastify.ts';
import * as fetch from '../../../src/adapters/fetch.ts';
import * as h3 from '../../../src/adapters/h3.ts';
import * as hono from '../../../src/adapters/hono.ts';
import * as koa from '../../../src/adapters/koa.ts';
import * as node from '../../../src/adapters/node.ts';
import { Public } from '../../../src/index.ts';

const root = { acl: [] };
const ENTRY_POINTS = { express, fastify, h3, hono, koa };

describe('the rules on a guard', () => {
  it.each(Object.entries(ENTRY_POINTS))(
    'are those that %s was given',
    (_, { permit, required }) => {
      expect(rulesOn(permit('view', root))).toEqual([
        { permission: 'view', resource: root, required: false, freshness: null },
      ]);
      expect(rulesOn(permit(Public))).toMatchObject([{ permission: Public, required: false }]);
      expect(rulesOn(required())).toMatchObject([{ permission: null, required: true }]);
      expect(rulesOn(required('edit'))).toMatchObject([{ permission: 'edit', required: true }]);
    },
  );

  it.each(Object.entries({ fetch, node }))(
    'stand on the handler that the guards of %s protect, the outermost first',
    (_, { permit, required }) => {
      const handler = () => new Response();
      const guarded = (permit('view') as (behind: unknown) => unknown)(
        (required('edit') as (behind: unknown) => unknown)(handler),
      );
      expect(rulesOn(guarded)).toMatchObject([{ permission: 'view' }, { permission: 'edit' }]);
      expect(rulesOn(handler)).toEqual([]);
    },
  );

  it('are own members, which nothing inherits', () => {
    const guard = express.permit('view');
    expect(rulesOn(Object.create(guard))).toEqual([]);
    expect(Object.keys(guard)).toEqual([]);
    expect(Object.isFrozen(rulesOn(guard))).toBe(true);
  });

  it.each([undefined, null, 'guard', 1])('are none for %j', (value) => {
    expect(rulesOn(value)).toEqual([]);
    expect(markRules(value, rulesOn(express.permit('view')))).toBe(value);
  });
});
