// An application that writes declarations of its own: each type that is inferred has a public name.
import * as express from 'pyramidion/express';
import * as fetches from 'pyramidion/fetch';
import * as h3s from 'pyramidion/h3';
import * as honos from 'pyramidion/hono';
import * as koas from 'pyramidion/koa';
import * as nexts from 'pyramidion/next';
import * as nodes from 'pyramidion/node';
import { security } from './security.ts';

export const middleware = express.authenticate(security);
export const mayView = express.permit('view');
export const mayEdit = express.required('edit');
export const permitOther = express.permit<'other'>;
export const requireOther = express.required<'other'>;
export const userOfOther = express.userOf<{ sub: string }, 'other'>;

export const signedIn = fetches.authenticate(security);
export const viewing = fetches.permit('view');
export const editing = fetches.required('edit');
export const permitOne = fetches.permit<'other'>;
export const handler = signedIn(viewing((_request, { auth }) => Response.json(auth.userId)));
export const known = fetches.required()((_request, { auth }) => Response.json(auth.userId));

export const served = nodes.authenticate(security);
export const seeing = nodes.permit('view');
export const writing = nodes.required('edit');
export const requireOne = nodes.required<'other'>;
export const listener = served(writing((request) => request.auth.userId));
export const authOfOther = nodes.authOf<{ sub: string }, 'other'>;
export const verify = security.verifyToken;
export const ask = security.authenticate;

export const honoMiddleware = honos.authenticate(security);
export const honoView = honos.permit('view');
export const honoEdit = honos.required('edit');
export const honoOther = honos.required<'other'>;
export const honoUser = honos.userOf<{ sub: string }, 'other'>;

export const koaMiddleware = koas.authenticate(security);
export const koaView = koas.permit('view');
export const koaOther = koas.required<'other'>;
export const koaUser = koas.userOf<{ sub: string }, 'other'>;

export const h3Middleware = h3s.authenticate(security);
export const h3View = h3s.permit('view');
export const h3Other = h3s.required<'other'>;
export const h3User = h3s.userOf<{ sub: string }, 'other'>;

export const nextHandlers = nexts.authenticate(security);
export const nextView = nexts.permit('view');
export const nextEdit = nexts.required('edit');
export const nextOther = nexts.required<'other'>;
export const nextUser = nexts.userOf<{ sub: string }, 'other'>;
export const nextKnown = nexts.required()((_request, { auth }) => Response.json(auth.userId));
