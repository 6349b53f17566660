/** Polka 0.5 has no types of its own. */
declare module 'polka' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

  // oxlint-disable-next-line typescript/no-explicit-any -- any middleware
  type Handler = (request: any, response: ServerResponse, next: any) => unknown;
  interface Application {
    readonly handler: RequestListener;
    use(...handlers: Handler[]): this;
    use(base: string, ...handlers: (Handler | Application)[]): this;
    all(path: string, ...handlers: Handler[]): this;
    get(path: string, ...handlers: Handler[]): this;
    post(path: string, ...handlers: Handler[]): this;
    listen(port: number, host: string, listening?: () => void): this;
  }
  interface Options {
    onError?(error: unknown, request: IncomingMessage, response: ServerResponse): unknown;
    onNoMatch?(request: IncomingMessage, response: ServerResponse): unknown;
  }
  export default function polka(options?: Options): Application;
}
