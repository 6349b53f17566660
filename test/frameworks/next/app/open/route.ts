export const GET = (): Response => new Response('open');
export const POST = GET;
