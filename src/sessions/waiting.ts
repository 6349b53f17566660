/** A promise that is settled from outside, which all who wait for the same share. */
export class Waiting {
  readonly promise: Promise<void>;
  resolve: () => void = () => {};
  reject: (error: unknown) => void = () => {};

  constructor() {
    this.promise = new Promise<void>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Those who wait with a deadline may have given up.
    this.promise.catch(() => undefined);
  }
}
