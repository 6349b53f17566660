/**
 * For servers of the official MCP SDK: access tokens, metadata of the server, an ACL of tools. It
 * imports nothing of the SDK.
 */
export { authOf } from './mcp/auth-info.ts';
export type { McpAuthInfo } from './mcp/auth-info.ts';
export { bearerAuth } from './mcp/bearer-auth.ts';
export type { BearerAuth } from './mcp/bearer-auth.ts';
export { guardTools } from './mcp/guard-tools.ts';
export type { Tools, ToolServer } from './mcp/guard-tools.ts';
export { wellKnown } from './mcp/well-known.ts';
