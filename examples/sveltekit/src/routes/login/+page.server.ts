import { fail, redirect } from '@sveltejs/kit';
import { returnPath } from 'pyramidion';
import { authOf } from 'pyramidion/sveltekit';
import { users } from '#lib/server/users.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  default: async (event) => {
    const { name, password } = Object.fromEntries(await event.request.formData());
    if (typeof name !== 'string' || users.get(name)?.password !== password)
      return fail(422, { problem: 'Wrong name or password' });
    await authOf(event).remember(name);
    redirect(303, returnPath(event.url.searchParams.get('return_to')));
  },
};
