import { reports } from '../../lib/security';
import { server } from '../../lib/server';

export default async function Reports() {
  await server.permit('read', reports);
  return (
    <ul>
      {reports.titles.map((title) => (
        <li key={title}>{title}</li>
      ))}
    </ul>
  );
}
