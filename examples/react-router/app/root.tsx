import type { ReactNode } from 'react';
import { isRouteErrorResponse, Links, Meta, Outlet, Scripts } from 'react-router';
import type { Route } from './+types/root';
import { authenticate } from './adapter.ts';
import { security } from './security.server.ts';

export const middleware: Route.MiddlewareFunction[] = [authenticate(security, { login: '/login' })];

/** A loader, so that the middleware runs for every page that the router shows. */
export const loader = () => null;

export function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <head>
        <title>Reports</title>
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <Scripts />
      </body>
    </html>
  );
}

export default function App() {
  return <Outlet />;
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return <h1>{isRouteErrorResponse(error) ? error.status : 'Something failed'}</h1>;
}
