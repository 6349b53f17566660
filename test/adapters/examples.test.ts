import * as runner from 'vitest';
import { describe } from 'vitest';
import { adapterContract } from '../../src/testing.ts';
import { mountLambda } from './mounts/lambda.ts';

const ONE_RESULT = 'a Lambda function returns one result, and never a part of it';

describe.each([1, 2])('an adapter for AWS Lambda on the public kit, mounted %i times', (times) => {
  adapterContract(runner, mountLambda(times), {
    'sends the first chunk of a stream before the last is made': ONE_RESULT,
    'throws from remember after the head was sent': ONE_RESULT,
    'cuts the connection if a handler refuses after the head was sent, and goes on serving':
      ONE_RESULT,
  });
});
