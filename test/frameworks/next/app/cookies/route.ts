/** Answers the cookies that have arrived behind the proxy. */
export const GET = (request: Request): Response =>
  new Response(request.headers.get('cookie') ?? 'none');
