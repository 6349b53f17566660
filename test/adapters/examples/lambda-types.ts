import type { AuthContext } from '../../../src/adapter.ts';

/** An HTTP event of API Gateway, payload format 2.0: headers are joined, cookies stand apart. */
export interface LambdaEvent {
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly requestContext: { readonly http: { readonly method: string } };
  auth?: AuthContext;
}

export interface LambdaResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
}

/** The event, and what Lambda passes beside it. */
export type LambdaArgs = [event: LambdaEvent, context?: unknown];

export type LambdaHandler = (...args: LambdaArgs) => LambdaResult | Promise<LambdaResult>;
