import { count } from '../contract.ts';

export const GET = (): Response => new Response(String(count.served));
