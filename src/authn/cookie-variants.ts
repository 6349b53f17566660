import type { RequestView } from '../http/request-view.ts';
import { pathOf } from '../http/request-view.ts';
import type { CookieAttributes } from '../http/set-cookie.ts';
import { cookieFaults } from '../http/set-cookie.ts';
import type { OwnOrigins } from './origin.ts';

/** Directories of a path of which cookies are cleared; deeper ones would only fill the response. */
const DEPTH = 4;

/**
 * Returns every cookie of one name that a browser may hold for the page of a request, beside the
 * one of the settings: browsers tell cookies apart by domain and path (RFC 6265bis §5.7), so an old
 * one stays where it was set, for the host alone or with its subdomains, and for a directory.
 *
 * @param configured - the domains of the settings
 * @param own - returns the server's own origins; null if they follow from `Host`
 * @param isSure - whether the cookie is known to be ours or there are several: then those of parent
 *   domains belong to it, and directories are also written with a slash at the end
 */
export function cookieVariants(
  attributes: CookieAttributes,
  configured: readonly string[],
  view: RequestView,
  own: OwnOrigins | null,
  isSure: boolean,
): readonly CookieAttributes[] {
  // Browsers keep one cookie of such a name in a partition: it has no domain and the path "/".
  if (attributes.name.startsWith('__Host-')) return [];
  const hosts = hostsOf(view, own);
  const domains = [null, ...configured, ...hosts, ...(isSure ? hosts.flatMap(parentsOf) : [])];
  const directories = directoriesOf(pathOf(view));
  const paths = [
    attributes.path,
    '/',
    ...directories,
    ...(isSure ? directories.map((path) => `${path}/`) : []),
  ];
  const variants = [...new Set(domains)].flatMap((domain) =>
    [...new Set(paths)].map((path) => ({ ...attributes, domain, path })),
  );
  // Host and path are the client's words: what no cookie can have is left out.
  return variants.filter((variant) => cookieFaults(variant).length === 0);
}

function hostsOf(view: RequestView, own: OwnOrigins | null): readonly string[] {
  const host = view.header('host');
  const hosts = typeof host === 'string' ? [host.toLowerCase().replace(/:\d+$/, '')] : [];
  const named = originsOf(view, own).map((origin) => new URL(origin).hostname);
  // A domain that is an address names the host alone, which has its own variant.
  return [...hosts, ...named].filter((name) => !/^[\d.]+$/.test(name));
}

function originsOf(view: RequestView, own: OwnOrigins | null): readonly string[] {
  try {
    return own?.(view) ?? [];
  } catch {
    // The function of the application failed: a logout clears what else it knows of.
    return [];
  }
}

/** `a.b.example.com` has the parents `b.example.com` and `example.com`. */
function parentsOf(host: string): readonly string[] {
  const labels = host.split('.');
  return labels.slice(1, -1).map((_label, index) => labels.slice(index + 1).join('.'));
}

/** `/a/b/page` has `/a`, `/a/b` and, since it may be a directory itself, `/a/b/page`. */
function directoriesOf(path: string): readonly string[] {
  const names = path.split('/').slice(1, DEPTH + 1);
  return names.flatMap((name, index) =>
    name === '' ? [] : [`/${names.slice(0, index + 1).join('/')}`],
  );
}
