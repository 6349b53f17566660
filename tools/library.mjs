/**
 * One build of the library with the names that differ between versions made equal, so that the same
 * measurement runs on a build that is older or newer than this file.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @param {string} dist the folder of the build */
export async function libraryAt(dist) {
  const load = (file) => import(pathToFileURL(join(dist, file)).href);
  const [main, acl] = await Promise.all([load('index.js'), load('acl.js')]);
  return {
    ...main,
    ...acl,
    /** Validates, freezes and indexes an ACL; use the list that it returns. */
    compileAcl: acl.compileAcl ?? acl.checkAcl,
    /** The entry point of a framework. */
    adapter: (name) => load(`adapters/${name}.js`),
  };
}

/** The response headers of an auth context. */
export const headersOf = (auth, status = 200) =>
  auth.take === undefined ? auth.headersFor(status) : auth.take(status);

/** A request as an adapter passes it to `authenticate`. */
export class View {
  secure = true;
  url = '/reports/7?page=2';

  /** @param {Record<string, string>} headers by their names in lower case */
  constructor(headers = {}, method = 'GET') {
    this.headers = headers;
    this.method = method;
  }

  header(name) {
    return this.headers[name];
  }
}

/** A request that may log in: it writes, and shows that it comes from the server's own pages. */
export const loginView = () => new View({ 'sec-fetch-site': 'same-origin' }, 'POST');

/**
 * Logs a user in. Session tokens differ between versions (their `typ`, their claims), so a cookie
 * is made by the library itself.
 *
 * @returns {Promise<{ name: string, token: string }>} the cookie that a browser would keep
 */
export async function sessionCookie(security, userId, claims) {
  const auth = await security.authenticate(loginView());
  await auth.remember(userId, claims);
  const cookies = [...headersOf(auth)].filter(([field]) => field.toLowerCase() === 'set-cookie');
  const [, name, token] = /^([^=]+)=([^;]+)/.exec(cookies.at(-1)?.[1] ?? '') ?? [];
  if (token === undefined) throw new Error('the login set no cookie');
  return { name, token };
}
