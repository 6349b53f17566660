import { redirect } from 'react-router';
import type { Route } from './+types/logout';
import { authOf } from '../adapter.ts';

export async function action(args: Route.ActionArgs) {
  await authOf(args).forget();
  return redirect('/login', 303);
}
