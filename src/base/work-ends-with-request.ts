/**
 * Whether this runtime ends timers, connections and open promises with the request that began them,
 * and forbids them outside of a request: Cloudflare Workers. What has to go on there has to be done
 * within each request, and no request may wait for what another one has begun.
 */
export function workEndsWithRequest(): boolean {
  const { navigator } = globalThis as { readonly navigator?: { readonly userAgent?: unknown } };
  return navigator?.userAgent === 'Cloudflare-Workers';
}
