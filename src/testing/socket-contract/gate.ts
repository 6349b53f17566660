/** Holds up a function of an application until a case lets it go on. */
export class Gate {
  /** Settles when something waits at the gate. */
  readonly reached: Promise<void>;
  readonly #passed: Promise<void>;
  #reach: () => void = () => undefined;
  #open: () => void = () => undefined;

  constructor() {
    this.reached = new Promise((resolve) => (this.#reach = resolve));
    this.#passed = new Promise((resolve) => (this.#open = resolve));
  }

  /** Waits until the gate is open. */
  pass(): Promise<void> {
    this.#reach();
    return this.#passed;
  }

  open(): void {
    this.#open();
  }
}
