import type { ReactNode } from 'react';
import { server } from '../lib/server';
import { logOut } from './actions';

export const metadata = { title: 'Reports' };

export default async function Layout({ children }: { children: ReactNode }) {
  const { userId } = await server.session();
  return (
    <html lang="en">
      <body>
        <header>
          {userId === null ? 'Nobody is logged in' : `Logged in as ${userId}`}
          {userId !== null && (
            <form action={logOut}>
              <button type="submit">Log out</button>
            </form>
          )}
        </header>
        <main>{children}</main>
      </body>
    </html>
  );
}
