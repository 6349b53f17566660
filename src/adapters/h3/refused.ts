/**
 * What a guard throws: the answer to the refusal. h3 serves the page behind a middleware that
 * returns undefined (and in early versions a 404), and asks no hook of `onRequest` for a value.
 */
export class Refused extends Error {
  override readonly name = 'Refused';
  /** What h3 answers if `authenticate` does not see the error. */
  readonly status = 403;
  readonly answer: unknown;

  constructor(answer: unknown) {
    super('A guard refused this request.');
    this.answer = answer;
  }
}
