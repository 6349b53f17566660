import { describe, expect, it } from 'vitest';
import { interpolate } from '../../../src/config/load/interpolate.ts';

const names: Readonly<Record<string, string>> = {
  here: '/srv/app',
  data: '%(here)s/data',
  half: '50%%',
  loop: '%(loop)s',
};
const read = (text: string) => interpolate(text, (name) => names[name]);

describe('interpolate', () => {
  it('replaces names and doubled percent signs, as PasteDeploy does', () => {
    expect(read('%(here)s/key')).toEqual({ text: '/srv/app/key' });
    expect(read('%(data)s/%(half)s')).toEqual({ text: '/srv/app/data/50%' });
    expect(read('a%%(here)s')).toEqual({ text: 'a%(here)s' });
    expect(read('plain')).toEqual({ text: 'plain' });
  });

  it.each(['50%', '%d', '%(here)', '%(here)d', '%s%%'])(
    'refuses the percent sign of %j',
    (text) => {
      expect(read(text)).toEqual({ fault: expect.stringContaining('write %%') });
    },
  );

  it('refuses a name that is not defined or never ends, without quoting it', () => {
    for (const text of ['%(hush)s', '%(loop)s']) {
      const { fault } = read(text) as { fault: string };
      expect(fault).toContain('not defined');
      expect(fault).not.toMatch(/hush|loop/);
    }
  });
});
