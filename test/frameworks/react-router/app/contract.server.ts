import { contractApplication } from 'pyramidion/testing';

export const { security, routes } = contractApplication();

/** How often the guarded page was served. */
export const count = { served: 0 };
