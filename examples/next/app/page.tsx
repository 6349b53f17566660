import Link from 'next/link';
import { server } from '../lib/server';

export default async function Home() {
  const { userId } = await server.required();
  return (
    <>
      <h1>Hello {userId}</h1>
      <Link href="/reports">Reports</Link>
    </>
  );
}
