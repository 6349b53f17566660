import { redirect } from '@sveltejs/kit';
import { authOf } from 'pyramidion/sveltekit';
import type { Actions } from './$types';

export const actions: Actions = {
  default: async (event) => {
    await authOf(event).forget();
    redirect(303, '/login');
  },
};
