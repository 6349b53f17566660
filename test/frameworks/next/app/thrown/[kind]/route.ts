import { notFound, redirect } from 'next/navigation';
import type { NextContext } from 'pyramidion/next';
import { authenticate } from 'pyramidion/next';
import { security } from '../../../lib/security';

/** Logs in, logs out or does neither, and then throws by a function of Next. */
export const POST = authenticate(security)(
  async (_request, { auth, params }: NextContext<{ kind: string }>) => {
    const { kind } = await params;
    if (kind.startsWith('in')) await auth.remember('alice');
    if (kind.startsWith('out')) await auth.forget();
    if (kind.endsWith('redirect')) redirect('/open?a=1;b=2');
    if (kind.endsWith('404')) notFound();
    throw new Error('An ordinary error.');
  },
);
