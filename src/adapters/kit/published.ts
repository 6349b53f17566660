import type { RequestView } from '../../http/request-view.ts';
import { wiringOf } from '../../security/internals.ts';
import type { PublishedAnswer } from '../../security/published.ts';
import type { Authenticator } from './ask.ts';

/**
 * Returns the function that answers a request for what the option `publish` names, or null for any
 * other request. It is null itself if a security publishes nothing, so that requests cost nothing.
 *
 * An adapter that is made with `createServe` needs it not.
 *
 * @throws ConfigurationError if the value is not a security
 * @example
 * const respond = publishedBy(security);
 * app.use((request, response, next) => {
 *   const answer = respond?.(nodeView(request)) ?? null;
 *   if (answer === null) next();
 *   else answerNode(answer, response);
 * });
 */
export function publishedBy(
  security: Authenticator,
): ((view: RequestView) => PublishedAnswer | null) | null {
  const { published } = wiringOf(security);
  return published === null ? null : (view) => published.respond(view);
}
