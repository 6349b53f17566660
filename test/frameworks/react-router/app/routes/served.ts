import { count } from '../contract.server.ts';

export const loader = () => new Response(String(count.served));
