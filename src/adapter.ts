/**
 * The kit that adapters are made of: views of a request, `ask`, writers of the response, guards. Our
 * own entry points are made of it.
 */
export { ask, keepOnRefused, keptOnRefused } from './adapters/kit/ask.ts';
export type { AuthenticateOptions, Authenticator, OnRefused } from './adapters/kit/ask.ts';
export { authIn, userIn } from './adapters/kit/auth-of.ts';
export { refusalResponse, writeToHeaders, writeToResponse } from './adapters/kit/fetch-response.ts';
export { guards } from './adapters/kit/guards.ts';
export type {
  GuardFramework,
  GuardOptions,
  Guards,
  Permit,
  RequireUser,
} from './adapters/kit/guards.ts';
export { refuseNode, writeToNode } from './adapters/kit/node-response.ts';
export type { NodeResponse } from './adapters/kit/node-response.ts';
export { answerThrown, runAnswering } from './adapters/kit/thrown.ts';
export { fetchView } from './http/fetch-view.ts';
export { nodeView } from './http/node-view.ts';
export type { NodeRequest } from './http/node-view.ts';
export { mergeHeader, mergeInto } from './http/reply-headers.ts';
export type { HeaderValue, MutableHeaders, ReplyHeader } from './http/reply-headers.ts';
export { listView } from './http/request-view.ts';
export type { ListViewOptions, RequestView, ViewOptions } from './http/request-view.ts';
export type { GuardResult, ResourceOf } from './security/guard.ts';
export { refusalOf } from './security/refusal.ts';
export type { RefusalResponse } from './security/refusal.ts';
