import type { APIRoute } from 'astro';
import { authOf } from '../adapter.ts';

export const POST: APIRoute = async (context) => {
  await authOf(context).forget();
  return context.redirect('/login', 303);
};
