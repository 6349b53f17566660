import { expect, it } from 'vitest';
import { refuseMisspelt } from '../../src/security/misspelt.ts';

const KNOWN = ['permission', 'resource', 'required'];
const refuse = (name: string) => () => refuseMisspelt({ [name]: 1 }, KNOWN, 'The config');

it.each(['permision', 'permissions', 'Permission', 'per_mission', 'resouce', 'require'])(
  'refuses %s, which is nearly a known name',
  (name) => {
    expect(refuse(name)).toThrow(`The config has "${name}": did you mean`);
  },
);

it.each(['permission', 'source', 'title', 'rateLimit', 'url', 'method', ''])(
  'accepts %s, which is known or something else',
  (name) => {
    expect(refuse(name)).not.toThrow();
  },
);
