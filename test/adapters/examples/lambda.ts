import * as kit from '../../../src/adapter.ts';
import type { AuthenticateOptions, Authenticator, RequestView } from '../../../src/adapter.ts';
import type { LambdaArgs, LambdaEvent, LambdaHandler, LambdaResult } from './lambda-types.ts';

type Guard = (handler: LambdaHandler) => LambdaHandler;

const framework: kit.Framework<LambdaArgs, LambdaResult> = {
  auth: (event) => event.auth,
  refuse: (error) => resultOf(kit.refusalOf(error)),
  answer: resultOf,
  write(result, auth) {
    const headers = new Headers(result.headers);
    for (const cookie of result.cookies ?? []) headers.append('Set-Cookie', cookie);
    kit.writeToHeaders(headers, auth, result.statusCode);
    const cookies = headers.getSetCookie();
    headers.delete('Set-Cookie');
    return { ...result, headers: Object.fromEntries(headers), cookies };
  },
};

/** Finds out who sends each event before the handler runs, and answers what it throws. */
export function authenticate(
  security: Authenticator,
  options: AuthenticateOptions<LambdaArgs, LambdaResult> = {},
): Guard {
  const serve = kit.createServe(security, options, framework);
  return (handler) => (event, context) =>
    serve([event, context], viewOf(event), event.auth, (auth) => {
      event.auth = auth;
      return handler(event, context);
    });
}

function resultOf({ status, headers, body }: kit.PublishedAnswer): LambdaResult {
  return { statusCode: status, headers: Object.fromEntries(headers), body };
}

const made: kit.Guards<LambdaArgs, Guard, LambdaResult> = kit.guards(
  framework,
  (check) =>
    (handler) =>
    (...args) =>
      check(args, () => handler(...args)),
);
export const permit: typeof made.permit = made.permit;
export const required: typeof made.required = made.required;

function viewOf(event: LambdaEvent): RequestView {
  const { headers, cookies = [], rawPath, rawQueryString: query, requestContext } = event;
  const fields = [...Object.entries(headers), ...cookies.map((one) => ['cookie', one] as const)];
  const url = query === '' ? rawPath : `${rawPath}?${query}`;
  return kit.listView({ method: requestContext.http.method, secure: true, url, fields });
}
