/** Express 4, which the tests type as Express 5. */
declare module 'express4';
