import type { AuthError } from '../../base/errors.ts';
import type { Framework, Guards, OnRefused } from '../kit/kit.ts';
import { guards } from '../kit/kit.ts';
import { sendRefusal } from './answers.ts';
import type { NestArgs, Outgoing } from './nest-request.ts';
import { authOn } from './nest-request.ts';
import { decoratorOf } from './rules.ts';
import type { RuleDecorator } from './rules.ts';

/** By what a refusal is to be answered: the guard throws it, and the filter answers. */
const answeredBy = new WeakMap<AuthError, OnRefused<NestArgs, unknown>>();

/** A guard of Nest can only throw: returning false would be an error of Nest's own. */
const asking: Framework<NestArgs, boolean> = {
  auth: (request) => authOn(request),
  refuse(error) {
    throw error;
  },
  throwFor(error, onRefused) {
    answeredBy.set(error, onRefused as OnRefused<NestArgs, unknown>);
    throw error;
  },
};

/** The same where the filter answers. */
export const answering: Framework<NestArgs, unknown> = {
  auth: asking.auth,
  refuse: (error, _request, _get, host) => sendRefusal(error, host.getArgs<[never, Outgoing]>()[1]),
};

/** Returns the `onRefused` of the guard that refused, or undefined. */
export function onRefusedFor(error: AuthError): OnRefused<NestArgs, unknown> | undefined {
  return answeredBy.get(error);
}

export const made: Guards<NestArgs, RuleDecorator, unknown> = guards<
  NestArgs,
  RuleDecorator,
  boolean
>(asking, decoratorOf) as unknown as Guards<NestArgs, RuleDecorator, unknown>;
