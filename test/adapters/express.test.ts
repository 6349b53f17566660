import express5 from 'express';
import express4 from 'express4';
import * as runner from 'vitest';
import { describe, expect, it } from 'vitest';
import * as adapter from '../../src/adapters/express.ts';
import { Allow, Authenticated } from '../../src/index.ts';
import { adapterContract, authAs } from '../../src/testing.ts';
import { listen } from '../support/http.ts';
import { login, setUp, sliding } from '../support/security.ts';
import { mountExpress } from './mounts/express.ts';
import { tricksThatReach } from './path-tricks.ts';

describe.each([
  ['5', express5],
  ['4', express4 as unknown as typeof express5],
])('the adapter for Express %s', (_version, create) => {
  adapterContract(runner, mountExpress(adapter, create));

  describe('mounted twice', () => {
    adapterContract(runner, mountExpress(adapter, create, 2));
  });

  it('lets no spelling of the path, method or header pass a guard, of a router within as well', async () => {
    const { security } = setUp({ root: { acl: [[Allow, Authenticated, 'view']] } });
    let served = 0;
    const count: express5.RequestHandler = (_request, response) => {
      served++;
      response.send('page');
    };
    const app = create();
    app.use(adapter.authenticate(security));
    app.all('/page', adapter.permit('view'), count);
    const within = create.Router();
    within.all('/', adapter.permit('view'), count);
    within.all('/:name', adapter.permit('view'), count);
    app.use('/page', within);
    app.get('/open', (_request, response) => void response.send('open'));
    const server = await listen(app as never);
    const port = Number(new URL(server.url).port);
    expect(await tricksThatReach(port, () => served)).toEqual([]);
    const user = await authAs(security, 'alice');
    expect(await tricksThatReach(port, () => served, user)).toContain('GET /PAGE');
    await server.close();
  });

  it('refuses a link of another site that a middleware behind authenticate turns into a DELETE', async () => {
    const set = sliding({ sameSite: 'none' });
    const app = create();
    app.use(adapter.authenticate(set.security));
    app.use((request, _response, next) => {
      request.method = request.url.includes('_method=DELETE') ? 'DELETE' : request.method;
      next();
    });
    const page = { acl: [[Allow, Authenticated, 'delete'] as const] };
    app.delete('/page', adapter.permit('delete', page), (_request, response) => {
      response.send('deleted');
    });
    app.delete('/unguarded', (request, response) => {
      response.send(String(adapter.authOf(request).userId));
    });
    const server = await listen(app as never);
    const ask = async (path: string, site: string) => {
      const headers = { Cookie: await login(set), 'Sec-Fetch-Site': site };
      const { status, body } = await server.ask({ path: `${path}?_method=DELETE`, headers });
      return status === 200 ? body : status;
    };
    expect([
      await ask('/page', 'cross-site'),
      await ask('/page', 'same-origin'),
      await ask('/unguarded', 'cross-site'),
      await ask('/unguarded', 'same-origin'),
    ]).toEqual([403, 'deleted', 'null', 'alice']);
    await server.close();
  });
});
