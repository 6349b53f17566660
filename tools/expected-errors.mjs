/**
 * Errors that a test of types expects. The directive names the code of the error on the next line,
 * and a part of its text if that matters: `// @ts-expect-error TS2345 says "view" | "edit"`
 */

/** @typedef {import('./expected-errors.d.mts').Expected} Expected */

const DIRECTIVE = /@ts-expect-error/g;
const EXPECTED = /@expected-error TS(\d+)(?: says (.+))?$/;
const ERROR = /^(.+?)\((\d+),\d+\): error TS(\d+): ([^]*)$/;

/** Returns a text whose expected errors the compiler reports. */
export const unsilenced = (text) => text.replace(DIRECTIVE, '@expected-error');

/**
 * Lists the errors that an unsilenced text expects.
 *
 * @param {string} file the name by which the compiler calls it
 * @param {string} text
 * @returns {Expected[]}
 */
export function expectedIn(file, text) {
  return text.split('\n').flatMap((line, index) => {
    if (!line.includes('@expected-error')) return [];
    const [, code, words] = EXPECTED.exec(line.trim()) ?? [];
    return [{ at: `${file}(${index + 2})`, code, words }];
  });
}

/**
 * Splits the output of the compiler into errors, each with the indented lines that belong to it.
 */
export const errorsIn = (output) => output.split(/\n(?=\S)/).filter((text) => text.trim() !== '');

/**
 * Compares the errors that the compiler reported with those that are expected.
 *
 * @param {readonly Expected[]} expected
 * @param {readonly string[]} errors
 * @returns {{ at: string, message: string, fault: string | null }[]} one for each expected error
 */
export function compareErrors(expected, errors) {
  const found = new Map();
  for (const error of errors) {
    const [, file, line, code, text] = ERROR.exec(error.trim()) ?? [];
    found.set(`${file}(${line})`, { code, text });
  }
  return expected.map(({ at, code, words = '' }) => {
    const error = found.get(at);
    const message = error === undefined ? 'no error' : `TS${error.code} ${error.text}`;
    if (code === undefined)
      return { at, message, fault: 'say which error: // @ts-expect-error TS2345' };
    if (error?.code === code && error.text.includes(words)) return { at, message, fault: null };
    return { at, message, fault: `expected TS${code} ${words}, but there is ${message}` };
  });
}
