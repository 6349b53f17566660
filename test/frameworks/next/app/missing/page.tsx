import { server } from '../../lib/server';

export default async function Missing() {
  await server.permit('read', undefined);
  return <p>not reached</p>;
}
