import { describe, expect, it } from 'vitest';
import { compareErrors, errorsIn, expectedIn, unsilenced } from '../../tools/expected-errors.mjs';

const SOURCE = `const one = 1;
// @ts-expect-error TS2345 says "view" | "edit"
permit('veiw');
`;
const OUTPUT = `app/a.ts(3,8): error TS2345: Argument of type '"veiw"' is not assignable:
  Type '"veiw"' is not assignable to type '"view" | "edit"'.
app/b.ts(1,1): error TS2304: Cannot find name 'x'.
`;

function faultOf(source: string, output = OUTPUT): unknown {
  const expected = expectedIn('app/a.ts', unsilenced(source));
  return compareErrors(expected, errorsIn(output))[0]?.fault;
}

describe('expected errors', () => {
  it('are those of the next line, with the text of their indented lines', () => {
    expect(faultOf(SOURCE)).toBeNull();
  });

  it('are reported by the compiler once their directive is taken away', () => {
    expect(unsilenced(SOURCE)).not.toContain('@ts-expect-error');
  });

  it('are a fault with another code', () => {
    expect(faultOf(SOURCE.replace('TS2345', 'TS2322'))).toMatch(
      /^expected TS2322 .*there is TS2345/,
    );
  });

  it('are a fault without the words', () => {
    expect(faultOf(SOURCE.replace('"edit"', '"admin"'))).toMatch(
      /^expected TS2345 "view" \| "admin"/,
    );
  });

  it('are a fault if the error is on another line', () => {
    expect(
      faultOf(SOURCE.replace('permit', '\npermit'), OUTPUT.replace('(3,8)', '(4,8)')),
    ).toContain('but there is no error');
  });

  it('are a fault if the directive does not say which', () => {
    expect(faultOf(SOURCE.replace(/ TS2345.*/, ' misspelt'))).toContain('say which error');
  });
});
