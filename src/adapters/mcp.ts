/**
 * For servers of the official MCP SDK: access tokens, metadata of the server, an ACL of tools,
 * sessions of one user. It imports nothing of the SDK.
 */
export { authOf } from './mcp/auth-info.ts';
export type { McpAuthInfo } from './mcp/auth-info.ts';
export { bearerAuth } from './mcp/bearer-auth.ts';
export type { BearerAuthOptions } from '../security/read-bearer-options.ts';
export type { BearerAuth } from './mcp/bearer-auth.ts';
export { guardTools } from './mcp/guard-tools.ts';
export type { Tools, ToolServer } from './mcp/guard-tools.ts';
export { guardTransport } from './mcp/guard-transport.ts';
export type { Transport } from './mcp/guard-transport.ts';
export { wellKnown } from './mcp/well-known.ts';
