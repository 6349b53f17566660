/**
 * A store could not do its work. The message names no address and no password; what the client of
 * the store said is the `cause`.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
