import { data, Form, redirect } from 'react-router';
import { returnPath } from 'pyramidion';
import type { Route } from './+types/login';
import { authOf } from '../adapter.ts';
import { users } from '../users.ts';

export async function action(args: Route.ActionArgs) {
  const { name, password } = Object.fromEntries(await args.request.formData());
  if (typeof name !== 'string' || users.get(name)?.password !== password)
    return data('Wrong name or password', 422);
  await authOf(args).remember(name);
  return redirect(returnPath(new URL(args.request.url).searchParams.get('return_to')), 303);
}

export default function Login({ actionData }: Route.ComponentProps) {
  return (
    <Form method="post">
      <label>
        Name <input name="name" autoComplete="username" />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" />
      </label>
      <button>Log in</button>
      <p role="alert">{actionData}</p>
    </Form>
  );
}
