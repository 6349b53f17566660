import { Public } from 'pyramidion';
import { authenticate, permit } from 'pyramidion/next';
import { security } from '../../lib/security';

export const dynamic = 'force-static';

/** Rendered once, in the build: it never sees a request. */
export const GET = authenticate(security)(
  permit(Public)((_request, { auth }) => new Response(auth.userId === null ? 'anonymous' : 'user')),
);
