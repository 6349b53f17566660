/** A longer address is not worth coming back to. */
const LONGEST = 2048;

/**
 * Whether an address is a path of this server, for a redirect after a login.
 *
 * Browsers take `//host` and `/\host` for another server, leave out tabs and line ends, and read a
 * backslash as a slash: so that none of these may occur (WHATWG URL).
 */
export function isLocalPath(address: unknown): address is string {
  return (
    typeof address === 'string' &&
    address.length <= LONGEST &&
    /^\/(?!\/)[^\\\p{Cc}]*$/u.test(address)
  );
}

/**
 * Returns the address to send a user to after a login: what `return_to` of the login page says if
 * that is a path of this server, else `otherwise`. Redirect to nothing else that a client sent.
 *
 * @param address - the value of the parameter, from the client
 * @example
 * response.redirect(303, returnPath(request.query.return_to));
 */
export function returnPath(address: unknown, otherwise = '/'): string {
  return isLocalPath(address) ? address : otherwise;
}
