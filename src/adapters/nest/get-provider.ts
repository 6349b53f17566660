import type { ModuleRef } from '@nestjs/core';
import type { GetProvider } from './nest-request.ts';

/** Returns the function by which resource functions get providers, whatever module has them. */
export function getFrom(module: ModuleRef): GetProvider {
  return (token) => module.get(token, { strict: false });
}
