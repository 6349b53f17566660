import type { Route } from './+types/page';
import { authOf, required, userOf } from '../../../../app/adapter.ts';
import { count } from '../contract.server.ts';

export const middleware: Route.MiddlewareFunction[] = [required()];

export function loader(args: Route.LoaderArgs) {
  count.served++;
  return { user: userOf(args).userId };
}

export async function action(args: Route.ActionArgs) {
  await authOf(args).forget();
  return { left: true };
}

export default function Page({ loaderData }: Route.ComponentProps) {
  return <h1>The page of {loaderData.user}</h1>;
}
