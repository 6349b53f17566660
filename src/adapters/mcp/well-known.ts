import type { Authenticator, NodeRequest, NodeResponse } from '../kit/kit.ts';
import { answerNode, nodeView, publishedBy } from '../kit/kit.ts';

/**
 * Returns a middleware that answers the addresses of the option `publish`, by which clients find
 * out who issues tokens. `authenticate` of `pyramidion/express` does the same.
 *
 * @throws ConfigurationError if the value is not a security
 * @example
 * app.use(wellKnown(security));
 */
export function wellKnown(
  security: Authenticator,
): (request: NodeRequest, response: NodeResponse, next: () => void) => void {
  const respond = publishedBy(security);
  return (request, response, next) => {
    const answer = respond === null ? null : respond(nodeView(request));
    if (answer === null) next();
    else answerNode(answer, response);
  };
}
