import { sequence } from 'astro:middleware';
import { refusing } from 'pyramidion/testing';
import { authenticate } from '../../../src/adapter.ts';
import { security } from './contract.ts';

/** What the test says by the environment. */
interface Options {
  /** How often `authenticate` is mounted. */
  readonly times: number;
  /** Whether the application has an `onRefused`. */
  readonly refusing?: boolean;
}

const options = JSON.parse(process.env.CONTRACT ?? '') as Options;
const onRefused = refusing(
  (code) => `application: ${code}`,
  (text) => new Response(text),
);

export const onRequest = sequence(
  authenticate(security, options.refusing ? { onRefused } : {}),
  ...(options.times === 2 ? [authenticate(security)] : []),
);
