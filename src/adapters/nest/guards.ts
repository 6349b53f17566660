import type { Framework, Guards } from '../kit/kit.ts';
import { guards } from '../kit/kit.ts';
import { sendRefusal } from './answers.ts';
import type { NestArgs, Outgoing } from './nest-request.ts';
import { authOn } from './nest-request.ts';
import { decoratorOf } from './rules.ts';
import type { RuleDecorator } from './rules.ts';

/** A guard of Nest can only throw: returning false would be an error of Nest's own. */
const asking: Framework<NestArgs, boolean> = {
  auth: (request) => authOn(request),
  refuse(error) {
    throw error;
  },
  throws: true,
};

/** The same where the filter answers. */
export const answering: Framework<NestArgs, unknown> = {
  auth: asking.auth,
  refuse: (error, _request, _get, host) => sendRefusal(error, host.getArgs<[never, Outgoing]>()[1]),
};

export const made: Guards<NestArgs, RuleDecorator, unknown> = guards<
  NestArgs,
  RuleDecorator,
  boolean
>(asking, decoratorOf) as unknown as Guards<NestArgs, RuleDecorator, unknown>;
