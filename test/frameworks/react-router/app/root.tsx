import { Outlet } from 'react-router';
import { refusing } from 'pyramidion/testing';
import type { Route } from './+types/root';
import { authenticate } from '../../../app/adapter.ts';
import { security } from './contract.server.ts';

/** What the test says by the environment. */
interface Options {
  /** How often `authenticate` is mounted. */
  readonly times: number;
  /** Whether the application has an `onRefused`. */
  readonly refusing?: boolean;
  readonly login?: string;
}

const { times, login, ...options } = JSON.parse(process.env.CONTRACT ?? '') as Options;
const onRefused = refusing(
  (code) => `application: ${code}`,
  (text) => new Response(text),
);

export const middleware: Route.MiddlewareFunction[] = [
  authenticate(security, { login, ...(options.refusing ? { onRefused } : {}) }),
  ...(times === 2 ? [authenticate(security)] : []),
];

export const loader = () => null;

export default function App() {
  return (
    <html lang="en">
      <body>
        <Outlet />
      </body>
    </html>
  );
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return (
    <html lang="en">
      <body>The error page: {(error as { status?: number }).status}</body>
    </html>
  );
}
