import { error, redirect } from '@sveltejs/kit';
import { authOf, permit, required } from 'pyramidion/sveltekit';
import { count } from '../../lib/contract.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = required()((event) => {
  count.served++;
  if (event.url.searchParams.has('own')) throw new Error('An ordinary error.');
  return { user: event.locals.auth.userId };
});

export const actions: Actions = {
  write: permit('write')(async (event) => {
    count.served++;
    return { written: (await event.request.formData()).get('text') };
  }),
  leave: async (event) => {
    await authOf(event).forget();
    redirect(303, '/open');
  },
  'leave-409': async (event) => {
    await authOf(event).forget();
    error(409, 'left');
  },
};
