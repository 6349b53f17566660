let tried: typeof Response | null = null;
let forgets = false;

/**
 * Whether a copy of a Response lacks what was set on the headers of the first before its body was
 * read. The Response of `@hono/node-server` 1 does that, which replaces the class of the process,
 * and what runs around `authenticate` often makes copies: `c.header` of Hono, one that compresses.
 */
export function forgetsHeaders(): boolean {
  if (tried === Response) return forgets;
  tried = Response;
  const first = new Response('', { headers: {} });
  first.headers.set('Vary', '*');
  forgets = !new Response('', first).headers.has('Vary');
  return forgets;
}
