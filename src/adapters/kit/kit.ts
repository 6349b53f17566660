/** All parts of the kit, for adapters here and for `pyramidion/adapter`. */
export { runReporting, whenReady } from '../../base/maybe-promise.ts';
export type { CookieParts } from '../../http/cookie-parts.ts';
export { fetchView } from '../../http/fetch-view.ts';
export { nodeView } from '../../http/node-view.ts';
export type { NodeRequest } from '../../http/node-view.ts';
export { mergeHeader, mergeInto } from '../../http/reply-headers.ts';
export type { HeaderValue, MutableHeaders, ReplyHeader } from '../../http/reply-headers.ts';
export { listView } from '../../http/request-view.ts';
export type { ListViewOptions, RequestView, ViewOptions } from '../../http/request-view.ts';
export type { AuthContext, AuthenticatedContext } from '../../security/auth-context.ts';
export { Public, refuseNarrow, unguardedRefusal } from '../../security/guard.ts';
export type { ResourceOf } from '../../security/guard.ts';
export type { PublishedAnswer } from '../../security/published.ts';
export { refusalOf } from '../../security/refusal.ts';
export type { RefusalResponse } from '../../security/refusal.ts';
export type { Security } from '../../security/security.ts';
export { answerCaught, runGuard } from './answer-thrown.ts';
export { createAsk } from './ask.ts';
export type { Ask, AuthenticateOptions, Authenticator, OnRefused } from './ask.ts';
export { authIn, userIn } from './auth-of.ts';
export type { AuthOf, UserOf } from './auth-of.ts';
export { writeToJar } from './cookie-jar.ts';
export type { CookieJar } from './cookie-jar.ts';
export { BODY_HEADERS } from './body-headers.ts';
export {
  publishedResponse,
  refusalResponse,
  writeToHeaders,
  writeToResponse,
} from './fetch-response.ts';
export { answerRefusal } from './framework.ts';
export type { Framework } from './framework.ts';
export { guards } from './guards.ts';
export type { Check, GuardOptions, Guards, Permit, RequireUser } from './guards.ts';
export { handshakeView } from './handshake-view.ts';
export { hold } from './hold.ts';
export type { Handshake, Held, HoldCallbacks, HoldEnd } from './held.ts';
export { answerNode, refuseNode, writeToNode } from './node-response.ts';
export type { NodeResponse } from './node-response.ts';
export { publishedBy } from './published.ts';
export { markRules, rulesOn } from './rule-mark.ts';
export type { AnyRule } from './rule-mark.ts';
export { createServe } from './serve.ts';
export type { Serve } from './serve.ts';
