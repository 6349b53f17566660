import { RequestMethod } from '@nestjs/common';
import type { NestApp, NestModule } from './is-nest.ts';

/** A method that Nest calls for requests or messages. */
export interface NestHandler {
  readonly method: string;
  readonly path: string;
  readonly type: Type;
  readonly handler: Function;
  /** Whether guards of all routes are asked: Nest asks none for gateways. */
  readonly isGlobal: boolean;
}

type Type = new (...args: never[]) => unknown;

/** The metadata of `reflect-metadata`, which every application of Nest loads. */
const read = (key: string, target: object): unknown =>
  (Reflect as unknown as { getMetadata(key: string, target: object): unknown }).getMetadata(
    key,
    target,
  );

/** Returns the handlers of the controllers of a module, as `RoutesResolver` of Nest finds them. */
export function httpHandlers(app: NestApp, module: NestModule): NestHandler[] {
  const { applicationId } = app.container.getModules();
  const prefix = app.config.getGlobalPrefix();
  const versioningOptions = app.config.getVersioning();
  const common = {
    modulePath:
      read(`__module_path__${applicationId}`, module.metatype) ??
      read('__module_path__', module.metatype),
    globalPrefix: prefix === '' ? '' : slashed(prefix),
    versioningOptions,
  };
  return classesIn(module.controllers).flatMap((type) =>
    methodsOf(type).flatMap((handler) => {
      const requestMethod = read('method', handler) as number;
      const versionOf = (of: object): unknown =>
        versioningOptions === undefined ? undefined : read('__version__', of);
      const paths = pathsOf(type).flatMap((ctrlPath) =>
        pathsOf(handler).flatMap((methodPath) =>
          app.routesResolver.routePathFactory.create(
            {
              ...common,
              ctrlPath,
              methodPath,
              controllerVersion: versionOf(type) ?? versioningOptions?.defaultVersion,
              methodVersion: read('__version__', handler),
            },
            requestMethod,
          ),
        ),
      );
      const name = RequestMethod[requestMethod] ?? '*';
      const method = name === 'ALL' ? '*' : name;
      return paths.map((path) => ({ method, path, type, handler, isGlobal: true }));
    }),
  );
}

/** Returns the methods of resolvers of GraphQL and of gateways. */
export function messageHandlers({ providers }: NestModule): NestHandler[] {
  return classesIn(providers).flatMap((type) =>
    methodsOf(type).flatMap((handler): NestHandler[] => {
      const kind = read('graphql:resolver_type', handler);
      if (['Query', 'Mutation', 'Subscription'].includes(kind as string)) {
        const name = read('graphql:resolver_name', handler) ?? handler.name;
        return [
          { method: String(kind).toUpperCase(), path: textOf(name), type, handler, isGlobal: true },
        ];
      }
      if (read('websockets:message_mapping', handler) !== true) return [];
      const path = textOf(read('message', handler));
      return [{ method: 'MESSAGE', path, type, handler, isGlobal: false }];
    }),
  );
}

/** Whether a class or a method has `@UseGuards` with a guard. */
export function usesGuard(guard: Type, { type, handler }: NestHandler): boolean {
  return [type, handler].some((target) =>
    [read('__guards__', target) ?? []].flat().includes(guard),
  );
}

function classesIn(all: NestModule['controllers']): Type[] {
  const classes = [...all.values()].map(({ metatype }) => metatype);
  return classes.filter((type): type is Type => typeof type === 'function' && 'prototype' in type);
}

/** Returns the methods of a class and of those it extends; the nearest one of a name. */
function methodsOf(type: Type): Function[] {
  const found = new Map<string, Function>();
  const end = Object.prototype;
  for (let at: object = type.prototype; at && at !== end; at = Object.getPrototypeOf(at))
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (typeof value === 'function' && name !== 'constructor' && !found.has(name))
        found.set(name, value as Function);
  return [...found.values()].filter(isHandler);
}

const KEYS = ['path', 'graphql:resolver_type', 'websockets:message_mapping'];
const isHandler = (method: Function): boolean =>
  KEYS.some((key) => read(key, method) !== undefined);

function pathsOf(target: object): string[] {
  return [read('path', target) ?? []].flat().map((path) => slashed(textOf(path)));
}

const slashed = (path: string): string => (path.startsWith('/') ? path : `/${path}`);
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
