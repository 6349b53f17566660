import { count } from '../../lib/contract.ts';

export const GET = (): Response => new Response(String(count.served));
