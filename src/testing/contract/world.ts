/** What the cases set in the application, by its route `/control`. */
export interface WorldState {
  /** The time in milliseconds since 1970. */
  readonly now: number;
  /** Whether the callback knows the users. */
  readonly knowsUsers: boolean;
  readonly callbackFails: boolean;
}

/** The surroundings of one application of the contract. */
export class World implements WorldState {
  now = 1_700_000_000_000;
  knowsUsers = true;
  callbackFails = false;
  callbackCalls = 0;
  readonly #openGates = new Set<string>();

  /** Sets the state from the JSON that `/control` received. */
  set(state: WorldState): void {
    this.now = state.now;
    this.knowsUsers = state.knowsUsers;
    this.callbackFails = state.callbackFails;
  }

  /**
   * Waits until another request opens the gate of this name. It looks again and again: workerd ends
   * a request that waits only for a promise of another one.
   */
  async passGate(name: string): Promise<void> {
    while (!this.#openGates.has(name)) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  openGate(name: string): void {
    this.#openGates.add(name);
  }
}
