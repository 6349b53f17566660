import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../src/config/load/environment.ts';

describe('readEnvironment', () => {
  it('returns the variables with the prefix', () => {
    const faults: string[] = [];
    const found = readEnvironment(
      { JWT_EXPIRATION: '2h', HOME: '/', MY_JWT_LEEWAY: '1', JWT_LEEWAY: undefined },
      'jwt',
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
    expect(readEnvironment({ JWT_PRIVAT_KEY: 'hush' }, 'jwt', faults)).toEqual([]);
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
    };
    expect(readEnvironment(service, 'jwt', faults)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('reports a name that is not in capitals', () => {
    const faults: string[] = [];
    expect(readEnvironment({ JWT_Expiration: '1h' }, 'jwt', faults)).toEqual([]);
    expect(faults[0]).toContain('did you mean JWT_EXPIRATION?');
  });
});
