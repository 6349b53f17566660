import { Reflector } from '@nestjs/core';
import { SetMetadata } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import type { Check } from '../kit/kit.ts';
import type { NestArgs } from './nest-request.ts';

/** A decorator for a controller, a resolver or a gateway, and for their methods. */
export type RuleDecorator = ClassDecorator & MethodDecorator;

type Rules = readonly Check<NestArgs, boolean>[];

const RULES = 'pyramidion:rules';
const reflector = new Reflector();

/**
 * The rules of each class and of each of its methods by name, because another decorator may replace
 * the function of a method and so lose its metadata.
 */
const declared = new WeakMap<object, Map<PropertyKey | undefined, Check<NestArgs, boolean>[]>>();

/** Makes a decorator of a guard. Several on one method or class are all asked, from the top. */
export function decoratorOf(check: Check<NestArgs, boolean>): RuleDecorator {
  return (target: object, key?: PropertyKey, descriptor?: PropertyDescriptor) => {
    const byName =
      declared.get(target) ?? new Map<PropertyKey | undefined, Check<NestArgs, boolean>[]>();
    declared.set(target, byName);
    const list = byName.get(key) ?? [];
    byName.set(key, list);
    // Decorators run from the bottom.
    list.unshift(check);
    SetMetadata(RULES, list)(target, key as string, descriptor as PropertyDescriptor);
  };
}

/** What was found for the handlers of each class: their search takes longer than a rule. */
const found = new WeakMap<Type, Map<Function, Rules>>();

/**
 * Returns the rules of a handler: those of the method, else those of its class or of the nearest
 * class that it extends; none if neither has any.
 */
export function rulesOf(type: Type, handler: Function): Rules {
  const known = found.get(type)?.get(handler);
  if (known !== undefined) return known;
  const rules = searchRules(type, handler);
  found.set(type, (found.get(type) ?? new Map<Function, Rules>()).set(handler, rules));
  return rules;
}

function searchRules(type: Type, handler: Function): Rules {
  const ofMethod = reflector.get<Rules | undefined>(RULES, handler);
  if (ofMethod !== undefined) return ofMethod;
  const method = methodIn(type, handler);
  // A function that is no method of the class may stand in the place of one with a stricter rule.
  if (method === null) return [];
  const ofClass = reflector.get<Rules | undefined>(RULES, type) ?? [];
  return declared.get(method.owner)?.get(method.key) ?? ofClass;
}

/** Finds the method that a handler is: by itself, or by its name if it was wrapped. */
function methodIn(type: Type, handler: Function) {
  const chain: object[] = [];
  for (let at: object = type.prototype; at !== Object.prototype; at = Object.getPrototypeOf(at))
    chain.push(at);
  for (const owner of chain)
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner)))
      if (value === handler) return { owner, key };
  const owner = chain.find((one) => Object.hasOwn(one, handler.name));
  return owner === undefined ? null : { owner, key: handler.name };
}
