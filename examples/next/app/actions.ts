'use server';

import { returnPath } from 'pyramidion';
import { redirect } from 'next/navigation';
import { server } from '../lib/server';
import { users } from '../lib/users';

export async function logIn(form: FormData): Promise<void> {
  const name = form.get('name') as string;
  if (users.get(name)?.password !== form.get('password')) redirect('/login?failed=1');
  await (await server.session()).remember(name);
  redirect(returnPath(form.get('return_to')));
}

export async function logOut(): Promise<void> {
  await (await server.session()).forget();
  redirect('/login');
}
