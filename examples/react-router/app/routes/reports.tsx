import type { Route } from './+types/reports';
import { permit } from '../adapter.ts';
import { reports } from '../users.ts';

export const middleware: Route.MiddlewareFunction[] = [permit('read', reports)];
export const loader = () => ['January', 'February'];

export default function Reports({ loaderData }: Route.ComponentProps) {
  return (
    <ul>
      {loaderData.map((report) => (
        <li key={report}>{report}</li>
      ))}
    </ul>
  );
}
