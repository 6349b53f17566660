import { Form, Link } from 'react-router';
import type { Route } from './+types/home';
import { required, userOf } from '../adapter.ts';

export const middleware: Route.MiddlewareFunction[] = [required()];
export const loader = (args: Route.LoaderArgs) => ({ user: userOf(args).userId });

export default function Home({ loaderData }: Route.ComponentProps) {
  return (
    <>
      <h1>Hello {loaderData.user}</h1>
      <p>
        <Link to="/reports">Reports</Link>
      </p>
      <Form method="post" action="/logout">
        <button>Log out</button>
      </Form>
    </>
  );
}
