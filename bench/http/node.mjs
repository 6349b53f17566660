/** Servers of `node:http`. */
import { createSecretKey } from 'node:crypto';
import { authenticate, permit } from '../../dist/adapters/node.js';
import { cookiePolicy, headerPolicy } from '../../dist/index.js';
import { textbookVerify } from '../token/textbook.mjs';
import { mayRead, securityWith } from './policy.mjs';
import { View } from './view.mjs';

function refuse(response, status) {
  response.statusCode = status;
  response.end();
}

const open = (_secret, served) => (_request, response) => {
  served();
  response.end('ok');
};

const guarded = (policies) => (secret, served) => {
  const security = securityWith(secret, policies);
  return authenticate(security)(permit('reports')(open(secret, served)));
};

/** The same without the adapter: what the core costs, and what the adapter adds. */
function bareHook(secret, served) {
  const security = securityWith(secret, [headerPolicy()]);
  return (request, response) => {
    const auth = security.authenticate(new View(request));
    if (!auth.permits('reports')) return refuse(response, auth.isAuthenticated ? 403 : 401);
    served();
    response.end('ok');
  };
}

/** By hand, with `node:crypto` alone: audience, issuer and time are not looked at, and nothing is said to caches (`Vary`). */
function byHand(secret, served) {
  const verify = textbookVerify('HS256', createSecretKey(Buffer.from(secret)));
  return (request, response) => {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    const claims = scheme === 'Bearer' && token !== undefined ? verify(token) : null;
    if (claims === null) return refuse(response, 401);
    if (!mayRead(claims)) return refuse(response, 403);
    served();
    response.end('ok');
  };
}

export const contenders = [
  { who: 'no authentication', role: 'base', carriers: ['Bearer', 'cookie'], listener: open },
  { who: 'no authentication, again', role: 'base', carriers: ['Bearer', 'cookie'], listener: open },
  { who: 'pyramidion', role: 'ours', carriers: ['Bearer'], listener: guarded([headerPolicy()]) },
  { who: 'pyramidion', role: 'ours', carriers: ['cookie'], listener: guarded([headerPolicy(), cookiePolicy()]) },
  { who: 'pyramidion, bare hook', role: 'also', remembers: true, carriers: ['Bearer'], listener: bareHook },
  { who: 'textbook by hand', role: 'limit', carriers: ['Bearer'], listener: byHand },
];
