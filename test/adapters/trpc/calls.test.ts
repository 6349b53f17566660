import { initTRPC } from '@trpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byMeta, permit, required } from '../../../src/adapters/trpc.ts';
import type { TrpcContext, TrpcMeta } from '../../../src/adapters/trpc.ts';
import { Public } from '../../../src/index.ts';
import { authAs } from '../../../src/testing.ts';
import type { Served } from './application.ts';
import { serve } from './application.ts';

const t = initTRPC.context<TrpcContext>().meta<TrpcMeta>().create();
const within = t.router({ bare: t.procedure.query(() => 'bare') });
const router = t.router({
  bare: t.procedure.query(() => 'bare'),
  open: t.procedure.use(permit(Public)).query(() => 'open'),
  meta: t.procedure
    .meta({ permission: Public })
    .use(byMeta)
    .query(() => 'meta'),
  idle: t.procedure.use(byMeta).query(() => 'idle'),
  user: t.procedure.use(required()).query(() => 'user'),
  within,
});

describe.each(['node', 'fetch'] as const)('the default permission in tRPC by %s', (adapter) => {
  let served: Served;
  beforeAll(async () => {
    served = await serve(router, adapter, { defaultPermission: 'edit' });
  });
  afterAll(() => served.close());

  /** The statuses of a call: anonymous, of alice (who may edit), of bob (who may not). */
  async function statuses(path: string): Promise<string> {
    const { security } = served.set;
    const all: number[] = [];
    for (const headers of [{}, await authAs(security, 'alice'), await authAs(security, 'bob')])
      all.push((await fetch(`${served.url}/${path}`, { headers })).status);
    return all.join(' ');
  }

  it.each([
    ['bare', '401 200 403'],
    ['open', '200 200 200'],
    ['meta', '200 200 200'],
    ['idle', '401 200 403'],
    ['user', '401 200 200'],
    ['within.bare', '401 200 403'],
    ['none', '404 404 404'],
    ['open,meta?batch=1', '200 200 200'],
    ['open,bare?batch=1', '401 200 403'],
  ])('answers a call of %s by %s', async (path, expected) => {
    expect(await statuses(path)).toBe(expected);
  });
});
