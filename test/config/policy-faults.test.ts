import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import type { AuthenticationPolicy } from '../../src/authn/policy.ts';
import { headerPolicy } from '../../src/authn/header.ts';
import { loadSettings } from '../../src/config/load/load-settings.ts';
import { policyFaults } from '../../src/config/policy-faults.ts';
import type { Key } from '../../src/keys/key-set.ts';
import { resolveKeys } from '../../src/keys/resolve-keys.ts';
import { SECRET } from '../support/security.ts';

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signing = resolveKeys({ privateKey: SECRET }, 'HS512');
const verifying = resolveKeys({ publicKey }, 'ES256');

function faults(
  policies: readonly AuthenticationPolicy[],
  keys: readonly Key[],
  expiration: number | null,
  maxTokenAge: number | null = null,
) {
  return policyFaults({ policies, keys, expiration, maxTokenAge });
}

describe('policyFaults', () => {
  it('finds nothing in a header and two cookies of different names', () => {
    const policies = [
      headerPolicy(),
      cookiePolicy({ reissueTime: '5m' }),
      cookiePolicy({ cookieName: 'admin' }),
    ];
    expect(faults(policies, signing, 3600)).toEqual([]);
  });

  it('refuses two policies for one cookie', () => {
    expect(faults([cookiePolicy(), cookiePolicy({ csrf: false })], signing, 60)).toEqual([
      expect.stringContaining('two policies for the cookie __Host-Http-Authorization'),
    ]);
  });

  it('refuses two policies for one header and scheme', () => {
    const same = [headerPolicy(), headerPolicy({ authType: 'bearer' })];
    expect(faults(same, signing, 60)).toEqual([
      expect.stringContaining('the header authorization (bearer)'),
    ]);
    const field = [
      headerPolicy({ httpHeader: 'X-Token' }),
      headerPolicy({ httpHeader: 'x-token' }),
    ];
    expect(faults(field, signing, 60)).toHaveLength(1);
    const others = [headerPolicy({ authType: 'Bearer' }), headerPolicy({ authType: 'Token' })];
    expect(faults(others, signing, 60)).toEqual([]);
  });

  it('refuses a session that slides without a key that signs', () => {
    const policies = [cookiePolicy({ reissueTime: '5m' })];
    expect(faults(policies, verifying, null)).toEqual([
      expect.stringMatching(/^reissueTime needs a key that signs/),
    ]);
    expect(faults([cookiePolicy()], verifying, null)).toEqual([]);
    expect(faults(policies, [], null)).toEqual([]);
  });

  it('refuses a session whose token expires before it is renewed', () => {
    const policies = [cookiePolicy({ reissueTime: 900 })];
    expect(faults(policies, signing, 900)).toEqual([
      expect.stringMatching(/^reissueTime is not shorter than expiration/),
    ]);
    expect(faults(policies, signing, 901)).toEqual([]);
    expect(faults(policies, signing, null)).toEqual([]);
    expect(faults(policies, signing, null, 900)).toEqual([
      expect.stringMatching(/^reissueTime is not shorter than maxTokenAge/),
    ]);
  });

  it('names the setting of reissueTime', () => {
    const { options } = loadSettings({ env: { JWT_COOKIE_REISSUE_TIME: '2h' } });
    expect(faults(options.policies ?? [], signing, 60)).toEqual([
      expect.stringMatching(/^JWT_COOKIE_REISSUE_TIME in the environment is not shorter/),
    ]);
  });
});
