import { server as createServer } from '@hapi/hapi';
import type { Server } from '@hapi/hapi';
import { Allow, Authenticated, createSecurity } from 'pyramidion';
import { adapterContract, authAs, testSecret } from 'pyramidion/testing';
import * as runner from 'vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticate, permit, required } from '../../examples/hapi/adapter.ts';
import { mountHapi } from './mounts/hapi.ts';
import { tricksThatReach } from './path-tricks.ts';

describe.each([1, 2])('the adapter for hapi, mounted %i times', (times) => {
  adapterContract(runner, mountHapi(times));
});

describe('a page of hapi', () => {
  const security = createSecurity({ privateKey: testSecret() });
  const page = { acl: [[Allow, Authenticated, 'view'] as const] };
  let served = 0;
  const handler = (): string => `page ${served++}`;
  let app: Server;
  beforeAll(async () => {
    app = createServer({ port: 0, host: '127.0.0.1', debug: false });
    await app.register(authenticate(security));
    app.route([
      { method: '*', path: '/page', options: { pre: [permit('view', page)] }, handler },
      { method: 'GET', path: '/page/{name*}', options: { pre: [required()] }, handler },
      { method: 'GET', path: '/open', handler: () => 'open' },
    ]);
    await app.start();
  });
  afterAll(() => {
    app.listener.closeAllConnections();
    return app.stop({ timeout: 0 });
  });

  it('is served to users alone, whatever the path, the method and headers', async () => {
    const port = Number(app.info.port);
    const reached = await tricksThatReach(port, () => served, await authAs(security, 'alice'));
    expect(reached).toEqual(expect.arrayContaining(['GET /page', 'GET /%70age', 'POST /page']));
    expect(await tricksThatReach(port, () => served)).toEqual([]);
  });
});
