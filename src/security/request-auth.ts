import type { AclTemplate, List } from '../authz/acl-template.ts';
import type { Resource } from '../authz/acl-types.ts';
import type { Decision } from '../authz/decision.ts';
import { decide, permits } from '../authz/evaluate.ts';
import { list } from '../authz/list.ts';
import type { Failure } from '../base/errors.ts';
import { AuthError } from '../base/errors.ts';
import { handled, isPromise } from '../base/maybe-promise.ts';
import type { Subscriber } from '../base/events.ts';
import { thrownError } from '../base/thrown.ts';
import type { ReplyHeader } from '../http/reply-headers.ts';
import type { RequestView } from '../http/request-view.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { Claims, UserId } from '../token/claims.ts';
import type { Limits } from '../token/limits.ts';
import type { AccessNotes } from './access-notes.ts';
import type { Attempt } from './attempt.ts';
import type { RememberOptions, UntypedContext } from './auth-context.ts';
import type { ActAsOptions } from './act-as.ts';
import { actAs, assertNamesPermission } from './act-as.ts';
import type { Actor } from './acting.ts';
import { actorIn, isSameActor } from './acting.ts';
import { checkRequestAgain } from './check-request.ts';
import { dependenceOf } from './dependence-of.ts';
import type { EndCallbacks, EndReason } from './end-listener.ts';
import type { ForwardOptions } from './forward.ts';
import { forward } from './forward.ts';
import type { Freshness, FreshnessRule } from './freshness.ts';
import { isFreshness, readFreshness } from './freshness.ts';
import type { Grants } from './grants.ts';
import { inForce } from './grants.ts';
import type { CreateTokenOptions } from './issue-token.ts';
import { issueToken } from './issue-token.ts';
import { assertPermission } from './permission-names.ts';
import type { TicketOptions } from './make-ticket.ts';
import { assertNamed, makeTicket } from './make-ticket.ts';
import { ResponseHeaders } from './response-headers.ts';
import { frozenCopy, isNoWider, isWithin, withinLimits } from './limits.ts';
import { addressToReturnTo, locationOf } from './login-address.ts';
import { reported } from './report.ts';
import {
  denied,
  freshnessRefusal,
  limitsRefusal,
  missing,
  thrownFor,
  tooWide,
  unguarded,
  userRefusal,
} from './request-refusals.ts';
import { revokeToken } from './revoke-token.ts';
import type { AuthSession } from './session-of.ts';
import { sessionOf } from './session-of.ts';
import type { IssueTokensOptions } from './token-pair.ts';
import type { SentTokens, SetAlways } from './tokens-by-cookie.ts';
import { issueInRequest, refreshInRequest } from './tokens-by-cookie.ts';
import type { Wiring } from './wiring.ts';

type Maybe = Resource | null | undefined;
type RequireArguments = [resource?: Maybe | Freshness, freshness?: Freshness];
type TicketArguments = [resource?: Resource | null, options?: TicketOptions];

/** The name of the brand: the same in every copy of this package, so that copies work together. */
export const CONTEXT_BRAND: symbol = Symbol.for('pyramidion.AuthContext');

const NO_HEADERS: readonly ReplyHeader[] = Object.freeze([]);

/** The auth context of one request: the result of its attempt, and what can be done with it. */
export class RequestAuth implements UntypedContext {
  readonly #attempt: Attempt;
  /** Made when a cookie is to be set or cleared. */
  #headers: ResponseHeaders | null;
  #principals: readonly string[] | null = null;
  #taken = false;
  /** Called when a cookie was set or cleared; null where a response is written later. */
  #cookieWriter: (() => void) | null = null;
  #attach: ((target: unknown, auth: RequestAuth) => boolean) | null = null;
  #target: unknown = null;
  /** The `onRefused` of the `authenticate` that ran last, in the form of its framework. */
  onRefused: ((error: AuthError, ...args: never[]) => unknown) | null = null;
  /** The path of its login page; null for none. */
  loginPage: string | null = null;
  /** Null unless an `authenticate` of the request has an option that needs them. */
  notes: AccessNotes | null = null;

  constructor(attempt: Attempt) {
    this.#attempt = attempt;
    this.#headers = attempt.renewal === null ? null : new ResponseHeaders(attempt);
  }

  /** The attempt, checked again if the method has changed since. */
  get #checked(): Attempt {
    const attempt = this.#attempt;
    if (attempt.method !== null && attempt.method !== attempt.view.method) {
      checkRequestAgain(attempt);
      this.#principals = null;
    }
    if (attempt.grants !== null) this.#dropEnded(attempt, attempt.grants);
    return attempt;
  }

  /** A socket outlives its handshake: what has ended since is no principal any more. */
  #dropEnded(attempt: Attempt, grants: Grants): void {
    const left = inForce(grants, attempt.wiring.clock());
    if (left.length === attempt.principals.length) return;
    attempt.principals = left;
    this.#principals = null;
  }

  get userId(): UserId | null {
    return this.#checked.userId;
  }

  get unauthenticatedUserId(): UserId | null {
    return this.#checked.tokenUser;
  }

  get claims(): Claims | null {
    return this.#checked.claims;
  }

  /** A frozen copy. The ACLs are asked with the list itself, which V8 reads faster. */
  get principals(): readonly string[] {
    const { principals } = this.#checked;
    this.#principals ??= Object.freeze([...principals]);
    return this.#principals;
  }

  get isAuthenticated(): boolean {
    return this.#checked.userId !== null;
  }

  get failure(): Failure | null {
    return this.#checked.failure;
  }

  static {
    Object.defineProperty(this.prototype, CONTEXT_BRAND, { value: true });
  }

  get policy(): string | null {
    return this.#attempt.policy?.kind ?? null;
  }

  get issuer(): string | null {
    return this.#attempt.issuer;
  }

  /** A frozen copy, so that nothing in the application widens a token. */
  get limits(): Limits | null {
    const { limits } = this.#attempt;
    return limits === null ? null : frozenCopy(limits);
  }

  get actor(): Actor | null {
    return actorIn(this.#checked);
  }

  get session(): AuthSession | null {
    return sessionOf(this.#checked);
  }

  /** The claims of the token as they were verified, before the schema; null for a refused one. */
  get tokenClaims(): Claims | null {
    return this.#attempt.verified?.claims ?? null;
  }

  /** Receives the events of the security that made this context. */
  get emit(): Subscriber {
    return this.#attempt.wiring.emit;
  }

  /** The request. */
  get view(): RequestView {
    return this.#attempt.view;
  }

  /** Whether this context comes from the security of that wiring. */
  isOf(wiring: Wiring): boolean {
    return this.#attempt.wiring === wiring;
  }

  /** Whether the response needs no header of ours, unless `remember` or `forget` is called. */
  get leavesResponseAlone(): boolean {
    const { wiring, policy, isInAddress } = this.#attempt;
    return this.#headers === null && !isInAddress && wiring.vary.of(policy).length === 0;
  }

  /** Whether the response gets at most `Vary`, unless `remember` or `forget` is called. */
  get addsVaryAlone(): boolean {
    return this.#headers === null && !this.#attempt.isInAddress;
  }

  /** Whether `remember` or `forget` was called. */
  get changesCookie(): boolean {
    return this.#headers?.isChanged ?? false;
  }

  permits(permission: string, ...resource: [Maybe?]): boolean {
    this.#checkPermission(permission);
    return this.#permits(permission, this.#resourceOf(resource));
  }

  #permits(permission: string, resource: Resource | null): boolean {
    const { principals, limits } = this.#checked;
    if (!permits(resource, principals, permission)) return false;
    return limits === null || isWithin(limits, permission, resource);
  }

  /** The same for a name that a client chose: one that is not in the closed list is denied. */
  permitsNamed(permission: string, resource: Resource): boolean {
    const { permissions } = this.#attempt.wiring;
    const isKnown = permissions === null || permissions.includes(permission);
    return isKnown && this.permits(permission, resource);
  }

  decide(permission: string, ...resource: [Maybe?]): Decision {
    this.#checkPermission(permission);
    const asked = this.#resourceOf(resource);
    const { principals, limits } = this.#checked;
    const decision = decide(asked, principals, permission);
    return limits === null ? decision : withinLimits(limits, decision, asked);
  }

  require(permission: string, ...rest: RequireArguments): void {
    let error: AuthError | null;
    try {
      error =
        rest.length < 2 && !isFreshness(rest[0])
          ? this.refusal(permission, ...(rest as [Maybe?]))
          : this.#freshRefusal(permission, rest);
    } catch (thrown) {
      // An ACL or the function of the root may throw an AuthError of its own.
      throw this.thrownFor(thrownError(thrown));
    }
    if (error !== null) throw this.thrownFor(error);
  }

  permissions(...resource: [Maybe?]): readonly string[] {
    const { permissions } = this.#attempt.wiring;
    if (permissions === null)
      throw new ConfigurationError(
        'auth.permissions() needs the option permissions of createSecurity: list the names there.',
        'setup_incomplete',
      );
    const target = this.#resourceOf(resource);
    return permissions.filter((permission) => this.#permits(permission, target));
  }

  list<Row>(template: AclTemplate<Row>, permission: string): List<Row> {
    this.#checkPermission(permission);
    const { principals, limits } = this.#checked;
    const found = list(template, principals, permission);
    // No row is known to be inside a resource that has a name: see `isWithin`.
    return limits === null || isWithin(limits, permission, null) ? found : 'none';
  }

  /** The same if a freshness is asked for, after the resource or in its place. */
  #freshRefusal(permission: string, rest: RequireArguments): AuthError | null {
    const rule = readFreshness(rest.at(-1), 'require');
    const resource = rest.slice(0, -1) as [Maybe?];
    return this.refusal(permission, ...resource) ?? this.freshnessRefusal(rule, permission);
  }

  /** Returns what `require` would throw, or null. */
  refusal(permission: string, ...resource: [Maybe?]): AuthError | null {
    const isMissing = resource.length > 0 && (resource[0] ?? null) === null;
    if (isMissing) return missing(this.#checked, permission);
    const decision = this.decide(permission, ...resource);
    if (decision.allowed) return null;
    const attempt = this.#checked;
    const refused = userRefusal(attempt, permission);
    return refused ?? denied(attempt, permission, this.#resourceOf(resource), decision.reason);
  }

  // What these return is said in request-refusals.ts and login-address.ts.

  freshnessRefusal(rule: FreshnessRule, permission: string | null): AuthError | null {
    return freshnessRefusal(this.#checked, rule, permission);
  }

  limitsRefusal(): AuthError | null {
    return limitsRefusal(this.#checked);
  }

  unguarded(why: string): AuthError {
    return unguarded(this.#checked, why);
  }

  userRefusal(permission: string | null = null): AuthError | null {
    return userRefusal(this.#checked, permission);
  }

  loginLocation(error: AuthError): string | null {
    if (this.loginPage === null) return null;
    return locationOf(error, this.#attempt, this.loginPage);
  }

  get addressToReturnTo(): string {
    return addressToReturnTo(this.#attempt);
  }

  thrownFor(error: unknown): unknown {
    return thrownFor(this.#attempt.view, error);
  }

  async createToken(
    userId: UserId,
    claims?: Readonly<Record<string, unknown>>,
    options: CreateTokenOptions = {},
  ): Promise<string> {
    this.#assertUnlimited('createToken');
    return issueToken(this.#attempt.wiring, userId, claims, options);
  }

  async ticket(permission: string, ...rest: TicketArguments): Promise<string> {
    assertNamed(rest);
    const [resource, options = {}] = rest as [Resource, TicketOptions?];
    this.require(permission, resource);
    this.#requireUser(permission);
    return this.#making(() => makeTicket(this.#checked, { permission, resource, options }));
  }

  async forward(options: ForwardOptions): Promise<string> {
    this.#requireUser();
    return this.#making(() => forward(this.#checked, options));
  }

  async actAs(userId: UserId, permission: string, options: ActAsOptions = {}): Promise<string> {
    assertNamesPermission(permission);
    this.#requireUser(permission);
    this.#assertUnlimited('actAs');
    this.require(permission);
    return this.#making(() => actAs(this.#checked, userId, options));
  }

  /** @throws AuthError for an anonymous request */
  #requireUser(permission?: string): void {
    const refused = this.userRefusal(permission);
    if (refused !== null) throw this.thrownFor(refused);
  }

  /** Throws in the words of the framework. */
  async #making(make: () => string | Promise<string>): Promise<string> {
    try {
      return await make();
    } catch (error) {
      throw this.#caught(error);
    }
  }

  issueTokens(
    userId: UserId,
    claims?: Readonly<Record<string, unknown>>,
    options?: IssueTokensOptions,
  ): Promise<SentTokens> {
    return handled(
      this.#answering('issueTokens', (set) =>
        issueInRequest(this.#attempt, set, userId, claims, options),
      ),
    );
  }

  refreshTokens(): Promise<SentTokens> {
    return handled(this.#answering('refreshTokens', (set) => refreshInRequest(this.#attempt, set)));
  }

  remember(
    userId: UserId,
    claims?: Readonly<Record<string, unknown>>,
    options?: RememberOptions,
  ): void | Promise<void> {
    this.#assertUnlimited('remember');
    return this.#attemptChange(() => this.#change('remember').login(userId, claims, options));
  }

  forget(): void | Promise<void> {
    return this.#attemptChange(() => this.#change('forget').logout());
  }

  revoke(): Promise<void> {
    return handled(this.#revoke());
  }

  async #revoke(): Promise<void> {
    await revokeToken(this.#checked);
  }

  onEnd(callback: (reason: EndReason) => unknown): () => void {
    if (typeof callback !== 'function')
      throw new TypeError('onEnd takes a function: onEnd((reason) => socket.close()).');
    return this.listen({ ended: callback, changed: null });
  }

  /** The same, and hears when the principals of the user may have changed. */
  listen(callbacks: EndCallbacks): () => void {
    const attempt = this.#checked;
    return attempt.wiring.ends.add(dependenceOf(attempt), callbacks);
  }

  /**
   * Whether a connection may go on with another context: of the same user, if there is one, with
   * the same actor, and within the same limits.
   */
  mayBecome(other: RequestAuth): boolean {
    const { userId, userIssuer, limits } = this.#attempt;
    const next = other.#attempt;
    if (userId === null) return true;
    const isSame = userId === next.userId && userIssuer === next.userIssuer;
    return isSame && isNoWider(next.limits, limits) && isSameActor(this.actor, other.actor);
  }

  keepCookie(): void {
    this.#attempt.renewal = null;
  }

  take(status: number): readonly ReplyHeader[] {
    if (this.#taken) return NO_HEADERS;
    this.#taken = true;
    const { wiring, policy, isInAddress } = this.#attempt;
    const headers = this.#headers === null ? wiring.vary.of(policy) : this.#headers.of(status);
    return isInAddress ? (wiring.addresses?.protect(headers) ?? headers) : headers;
  }

  /** Says what to call when a cookie was set or cleared, for a framework that writes it at once. */
  onCookies(write: () => void): void {
    this.#cookieWriter = write;
  }

  /** The cookies that a response below 400 sets if it begins now. They can still be taken. */
  get cookies(): readonly ReplyHeader[] {
    const headers = this.#headers?.of(200) ?? NO_HEADERS;
    return headers.filter(([name]) => name === 'Set-Cookie');
  }

  /**
   * Says what to call when a cookie has to be written on a response that was left alone; it
   * returns false if the head of the response was already written.
   * The target is passed apart from the function, so that no closure is made for each request.
   */
  attachLater<T>(attach: (target: T, auth: RequestAuth) => boolean, target: T): void {
    this.#attach = attach as (target: unknown, auth: RequestAuth) => boolean;
    this.#target = target;
  }

  /** @throws AuthError `permission_denied` for what would be wider than a limited token */
  #assertUnlimited(method: string): void {
    if (this.#attempt.limits !== null) throw this.thrownFor(tooWide(this.#checked, method));
  }

  #attemptChange(change: () => void | Promise<void>): void | Promise<void> {
    let changed: void | Promise<void>;
    try {
      changed = handled(change());
    } catch (error) {
      throw this.#caught(error);
    }
    if (this.#cookieWriter === null) return changed;
    if (!isPromise(changed)) return this.#writeCookies();
    // Also if the store failed: the cookie is cleared all the same.
    return handled(changed.finally(() => this.#writeCookies()));
  }

  #writeCookies(): void {
    if (this.changesCookie) this.#cookieWriter?.();
  }

  /** Runs what sets a cookie at any status, and throws in the words of the framework. */
  async #answering<T>(method: string, run: (set: SetAlways) => Promise<T>): Promise<T> {
    this.#assertUnlimited(method);
    try {
      const headers = this.#change(method);
      return await run((header) => {
        this.#change(method);
        headers.setAlways(header);
      });
    } catch (error) {
      throw this.#caught(error);
    } finally {
      this.#writeCookies();
    }
  }

  #change(method: string): ResponseHeaders {
    const isLate =
      this.#taken || (this.#headers === null && this.#attach?.(this.#target, this) === false);
    if (isLate)
      throw new ConfigurationError(
        `${method} was called after the response headers were written: call it before the response begins.`,
      );
    this.#headers ??= new ResponseHeaders(this.#attempt);
    return this.#headers;
  }

  #resourceOf(resource: [Maybe?]): Resource | null {
    if (resource.length > 0) return resource[0] ?? null;
    const { root, rootError } = this.#attempt;
    if (rootError !== null) throw rootError.error;
    return root;
  }

  #checkPermission(permission: string): void {
    const { permissions } = this.#attempt.wiring;
    if (permissions !== null) assertPermission(permission, permissions);
  }

  /** Reports what was caught if it is a refusal; returns what is to be thrown in its place. */
  #caught(error: unknown): unknown {
    if (AuthError.isAuthError(error)) reported(this.#checked, error);
    return this.thrownFor(error);
  }
}
