// What the compiler of the example has to accept and to refuse; the build of Next runs it.
import type { AuthContext } from 'pyramidion';
import type { NextContext, NextUserContext } from 'pyramidion/next';
import { authenticate, authOf, permit, required, userOf } from 'pyramidion/next';
import type { NextRequest } from 'next/server';
import { security } from './security';
import { server } from './server';

const auth = authenticate(security);
type UserId = string | number;

export const narrowed = auth(
  required()((_request, { auth: { userId } }) => Response.json(userId satisfies UserId)),
);
export const parameters = auth(
  required('read')(
    async (_request, { auth: { userId }, params }: NextUserContext<{ id: string }>) =>
      Response.json([(await params).id satisfies string, userId satisfies UserId]),
  ),
);
export const ownRequest = auth(
  permit('look')((request: NextRequest, { auth: { userId } }: NextContext) =>
    Response.json([request.nextUrl.pathname, userId satisfies UserId | null]),
  ),
);
export const anonymous = auth(
  permit('look')((_request, { auth: { userId } }) =>
    // @ts-expect-error permit does not say that the user is known
    Response.json(userId satisfies UserId),
  ),
);
// @ts-expect-error a misspelt permission
export const misspelt = permit('raed');
// @ts-expect-error a misspelt permission
export const alsoMisspelt = required('raed');

export async function page(request: Request): Promise<unknown[]> {
  const known = await server.required();
  const perhaps = await server.permit('read', { acl: [] });
  await server.required('look', null, { maxAuthAge: '5m' });
  // @ts-expect-error a misspelt permission
  await server.permit('raed');
  // @ts-expect-error permit asks for a permission
  await server.permit();
  const same: AuthContext = await server.session();
  return [
    known.userId satisfies UserId,
    known.claims.sub satisfies unknown,
    perhaps.userId satisfies UserId | null,
    // @ts-expect-error the user may be anonymous
    perhaps.userId satisfies UserId,
    same.permits('look'),
    authOf(request).userId satisfies UserId | null,
    userOf(request).userId satisfies UserId,
  ];
}
