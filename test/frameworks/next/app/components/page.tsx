import { server } from '../../lib/server';

async function User() {
  const { userId } = await server.session();
  return <b>{userId ?? 'anonymous'}</b>;
}

/** Asks for the session in several places. */
export default async function Components() {
  await Promise.all([server.session(), server.session()]);
  const { userId } = await server.permit('look');
  return (
    <p>
      <User /> for {userId ?? 'anonymous'}.
    </p>
  );
}
