import { afterEach, describe, expect, it, vi } from 'vitest';
import { workEndsWithRequest } from '../../src/base/work-ends-with-request.ts';

describe('workEndsWithRequest', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is true on Cloudflare Workers', () => {
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
    expect(workEndsWithRequest()).toBe(true);
  });

  it.each([undefined, null, {}, { userAgent: 'Node.js/24' }])(
    'is false where navigator is %j',
    (navigator) => {
      vi.stubGlobal('navigator', navigator);
      expect(workEndsWithRequest()).toBe(false);
    },
  );
});
