import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../src/config/load/environment.ts';

describe('readEnvironment', () => {
  it('returns the variables with the prefix', () => {
    const faults: string[] = [];
    const found = readEnvironment(
      { JWT_EXPIRATION: '2h', HOME: '/', MY_JWT_LEEWAY: '1', JWT_LEEWAY: undefined },
      'jwt',
      [],
      faults,
    );
    const where = 'JWT_EXPIRATION in the environment';
    expect(found).toEqual([
      {
        name: 'expiration',
        text: '2h',
        origin: 'environment',
        source: where,
        key: 'JWT_EXPIRATION',
        where,
      },
    ]);
    expect(faults).toEqual([]);
  });

  it('reports a misspelt variable with the one that was probably meant', () => {
    const faults: string[] = [];
    expect(readEnvironment({ JWT_PRIVAT_KEY: 'hush' }, 'jwt', [], faults)).toEqual([]);
    expect(faults).toEqual([
      'JWT_PRIVAT_KEY in the environment is not a setting: did you mean JWT_PRIVATE_KEY?',
    ]);
  });

  it('ignores unknown variables that are near no setting, such as those of a Kubernetes service', () => {
    const faults: string[] = [];
    const service = {
      JWT_PORT: 'tcp://10.96.12.7:80',
      JWT_PORT_80_TCP: 'tcp://10.96.12.7:80',
      JWT_PORT_80_TCP_ADDR: '10.96.12.7',
      JWT_PORT_80_TCP_PORT: '80',
      JWT_PORT_80_TCP_PROTO: 'tcp',
      JWT_SERVICE_HOST: '10.96.12.7',
      JWT_SERVICE_PORT: '80',
      JWT_SERVICE_PORT_HTTP: '80',
      JWT_ISSUER_PORT: 'tcp://10.96.12.8:80',
      JWT_AUDIENCE_SERVICE_HOST: '10.96.12.8',
      JWT_TYP_PORT_53_UDP_PROTO: 'udp',
    };
    expect(readEnvironment(service, 'jwt', [], faults)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('reports a name that is not in capitals', () => {
    for (const name of ['JWT_Expiration', 'jwt_expiration', 'Jwt_EXPIRATION']) {
      const faults: string[] = [];
      expect(readEnvironment({ [name]: '1h' }, 'jwt', [], faults)).toEqual([]);
      expect(faults[0]).toContain('did you mean JWT_EXPIRATION?');
    }
    const faults: string[] = [];
    readEnvironment({ jwt_service: 'x', jwt_expiratoin: '1h' }, 'jwt', [], faults);
    expect(faults).toEqual([]);
  });

  it.each([
    ['JWT_SECRET', 'JWT_PRIVATE_KEY'],
    ['JWT_SECRET_KEY', 'JWT_PRIVATE_KEY'],
    ['JWT_TTL', 'JWT_EXPIRATION'],
    ['JWT_AUD', 'JWT_AUDIENCE'],
    ['JWT_ALGO', 'JWT_ALGORITHM'],
  ])('knows what other libraries call a setting: %s is %s', (theirs, ours) => {
    const faults: string[] = [];
    readEnvironment({ [theirs]: 'x' }, 'jwt', [], faults);
    expect(faults).toEqual([
      `${theirs} in the environment is not a setting: did you mean ${ours}?`,
    ]);
  });

  it('leaves such a variable to the application if the setting has a value elsewhere', () => {
    const faults: string[] = [];
    readEnvironment({ JWT_SECRET: 'x', JWT_PRIVATE_KEY: 'y' }, 'jwt', [], faults);
    readEnvironment({ JWT_SECRET: 'x', JWT_PRIVATE_KEY_FILE: '/k' }, 'jwt', [], faults);
    readEnvironment({ JWT_SECRET: 'x' }, 'jwt', ['private_key'], faults);
    expect(faults).toEqual([]);
  });
});
