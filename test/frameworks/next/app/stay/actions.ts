'use server';

import { world } from '../../lib/security';
import { server } from '../../lib/server';

export async function rememberHere(): Promise<void> {
  await (await server.session()).remember('alice');
}

export async function forgetHere(): Promise<void> {
  await (await server.session()).forget();
}

export async function nothing(): Promise<void> {}

/** Notes whether the action saw a user. */
export async function whoAmI(): Promise<void> {
  const { isAuthenticated } = await server.session();
  world.served = isAuthenticated ? 1 : -1;
}
