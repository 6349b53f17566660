/**
 * The kit for adapters: views of a request, `createAsk` and `createServe`, writers of
 * the response, refusals and guards. Our own entry points use it; prove yours with
 * `adapterContract` of `pyramidion/testing`.
 */
export * from './adapters/kit/kit.ts';
