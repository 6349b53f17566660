/** What is read of an application of Nest, of which much is not public: it is checked first. */
export interface NestApp {
  readonly container: { getModules(): Modules };
  readonly config: { getGlobalPrefix(): string; getVersioning(): Versioning | undefined };
  readonly routesResolver: { readonly routePathFactory: PathFactory };
}

interface Modules extends ReadonlyMap<string, NestModule> {
  readonly applicationId?: string;
}

export interface NestModule {
  readonly metatype: object;
  readonly controllers: ReadonlyMap<unknown, Wrapper>;
  readonly providers: ReadonlyMap<unknown, Wrapper>;
}

export interface Wrapper {
  readonly metatype: unknown;
  readonly instance?: unknown;
}

export interface Versioning {
  readonly defaultVersion?: unknown;
}

export interface PathFactory {
  create(metadata: object, requestMethod: number): readonly string[];
}

/** Whether a value is an application of Nest. Nothing of Nest is loaded to know it. */
export function isNest(value: unknown): value is NestApp {
  if (typeof value !== 'object' || value === null) return false;
  const { getHttpAdapter, useGlobalGuards, select } = value as Record<string, unknown>;
  return [getHttpAdapter, useGlobalGuards, select].every((method) => typeof method === 'function');
}
