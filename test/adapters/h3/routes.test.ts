import { defineHandler, H3 } from 'h3';
import type { EventHandler, Middleware } from 'h3';
import { describe, expect, it } from 'vitest';
import { authenticate, permit, required, routesOf } from '../../../src/adapters/h3.ts';
import { createSecurity, Public } from '../../../src/index.ts';
import { inShort } from '../../support/routes.ts';
import { SECRET } from '../../support/security.ts';

const security = createSecurity({ privateKey: SECRET, root: { acl: [] } });
const answer: EventHandler = () => 'answered';
const goOn: Middleware = (_event, next) => next();

const short = (app: H3): string[] => inShort(routesOf(app));

describe('the routes of h3', () => {
  it('are listed with the rules of their guards, and of those for all routes', () => {
    const app = new H3();
    app.get('/', answer, { middleware: [permit(Public)] });
    app.use(authenticate(security));
    app.put('/pages/:id', answer, { middleware: [goOn, required('edit')] });
    const guarded = defineHandler({ middleware: [permit('view')], handler: answer });
    app.all('/both/**', guarded, { middleware: [required()] });
    app.delete('/open', answer);
    expect(short(app)).toEqual([
      'GET /: everyone',
      'PUT /pages/:id: edit on root and a user',
      '* /both/**: a user, view on root',
      'DELETE /open: unguarded',
    ]);
    app.use(permit('all'));
    expect(short(app)[3]).toBe('DELETE /open: all on root');
  });

  it('lack the guards that h3 hides, and so look unguarded', async () => {
    const [app, admin] = [new H3(), new H3()];
    app.use(authenticate(security));
    app.use('/path/**', permit('view'));
    app.get('/path/x', answer);
    admin.use(permit('admin'));
    admin.get('/users', answer);
    app.mount('/admin', admin);
    const statuses = [];
    for (const path of ['/path/x', '/admin/users'])
      statuses.push((await app.request(`http://localhost${path}`)).status);
    expect(statuses).toEqual([401, 401]);
    expect(short(app)).toEqual(['GET /path/x: unguarded', 'GET /admin/users: unguarded']);
    expect(short(admin)).toEqual(['GET /users: admin on root']);
  });
});
