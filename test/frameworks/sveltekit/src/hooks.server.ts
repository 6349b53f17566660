import type { Handle } from '@sveltejs/kit/hooks';
import { redirect } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
import { authenticate, authOf, handleAuthErrors } from 'pyramidion/sveltekit';
import { refusing } from 'pyramidion/testing';
import { security } from './lib/contract.ts';

/** What the test says by the environment. */
interface Options {
  /** How often `authenticate` is mounted. */
  readonly times: number;
  /** Whether the application has an `onRefused`. */
  readonly refusing?: boolean;
  readonly login?: string;
}

const { times, login, ...options } = JSON.parse(process.env['CONTRACT'] ?? '') as Options;

const onRefused = refusing(
  (code) => `application: ${code}`,
  (text) => new Response(text),
);

/** A hook behind ours, which answers itself. */
const later: Handle = async ({ event, resolve }) => {
  if (event.url.pathname === '/hook') {
    if (event.url.searchParams.has('require')) authOf(event).require('admin');
    await authOf(event).forget();
    redirect(303, '/open');
  }
  return resolve(event);
};

export const handle = sequence(
  authenticate(security, { login, ...(options.refusing ? { onRefused } : {}) }),
  ...(times === 2 ? [authenticate(security)] : []),
  later,
);
export const handleError = handleAuthErrors(({ event }) =>
  event.url.searchParams.has('own') ? { status: 418, message: 'own answer' } : undefined,
);
