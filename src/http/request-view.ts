/**
 * All that this library asks of a request; an adapter makes one and nothing else crosses that border.
 *
 * What the core cannot name it cannot depend on: three fields, the same for every framework.
 */
export interface RequestView {
  /** The method as it was sent, in upper case for the standard ones. */
  readonly method: string;
  /** Whether the client's connection was encrypted, as far as the server trusts to know it. */
  readonly secure: boolean;
  /**
   * The value of one request header, by its name in lower case; an array when the request carried the field more than once.
   * Adapters read the raw list: Node keeps the first `Authorization` silently, fetch joins them with a comma.
   */
  header(name: string): string | readonly string[] | undefined;
}
