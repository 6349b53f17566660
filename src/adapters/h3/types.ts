import type { H3Event } from 'h3';

/** The arguments of resource functions and of `onRefused`. */
export type H3Args = [event: H3Event];

/** A middleware of h3, which also serves as the hook of `onRequest`. */
export type H3Guard = (event: H3Event, next?: () => unknown) => void | Promise<void>;

/** What `authenticate` returns: a middleware that goes before all others. */
export type H3Authenticate = (event: H3Event, next: () => unknown) => unknown;
