import { describe, expect, it } from 'vitest';
import { PROBLEM_TYPE, problemOf } from '../../src/base/problem.ts';

describe('problemOf', () => {
  it.each([
    [400, 'Bad Request'],
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
    [404, 'Not Found'],
    [500, 'Internal Server Error'],
    [503, 'Service Unavailable'],
  ])('returns for %i the problem with the title %s (RFC 9457)', (status, title) => {
    expect(problemOf(status)).toEqual({
      type: 'about:blank',
      title,
      status,
      detail: expect.stringMatching(/^[A-Z].*\.$/),
    });
  });

  it.each([418, 0, -1, Number.NaN])('returns for the unlisted status %d that of 500', (status) => {
    expect(problemOf(status)).toEqual(problemOf(500));
  });

  it('has the media type of RFC 9457', () => {
    expect(PROBLEM_TYPE).toBe('application/problem+json');
  });
});
