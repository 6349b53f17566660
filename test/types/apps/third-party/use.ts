import { Hono } from 'hono';
import Koa from 'koa';
import type { Resource } from 'pyramidion';
import * as hono from './hono.ts';
import * as koa from './koa.ts';
import { security } from './security.ts';

declare const reports: { find(id: string): Promise<Resource<'view'> | null> };

const app = new Hono();
app.use(hono.authenticate(security));
app.get(
  '/:id',
  hono.permit('view', (context) => reports.find(context.req.path)),
  (context) => {
    context.req.param('id') satisfies string;
    context.var.auth.permits('edit');
    // @ts-expect-error TS1360
    context.var.auth.userId satisfies string | number;
    return context.text(String(hono.userOf(context).userId));
  },
);
app.get('/own/:id', hono.required('edit'), (context) => {
  context.var.auth.userId satisfies string | number;
  return context.text(context.req.param('id'));
});
// @ts-expect-error TS2345 says "edit" | "view"
hono.permit('veiw');

const server = new Koa();
server.use(koa.authenticate(security));
server.use(koa.permit('view', (context) => reports.find(context.path)));
server.use(koa.required('edit'));
server.use((context) => {
  koa.authOf(context).permits('view');
  context.body = koa.userOf(context).userId;
});
// @ts-expect-error TS2345 says "edit" | "view"
koa.permit('veiw');
// @ts-expect-error TS2345 says "edit" | "view"
koa.required('veiw');
