import type { RequestAuth } from '../../security/request-auth.ts';

/**
 * Reports that something of an MCP server was refused to a user.
 *
 * @param method - of the protocol, or of HTTP
 */
export function reportDenied(
  auth: RequestAuth,
  method: string,
  reason: string,
  permission: string | null = null,
): void {
  const { principals } = auth;
  const code = 'permission_denied';
  auth.emit({ event: 'request_refused', code, reason, permission, principals, method, path: '' });
}
