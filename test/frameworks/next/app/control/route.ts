import { world } from '../../lib/security';

/** Sets what the query names, and answers the world. */
export async function POST(request: Request): Promise<Response> {
  const set = new URL(request.url).searchParams;
  for (const [name, value] of set) Object.assign(world, { [name]: Number(value) });
  return Response.json(world);
}
