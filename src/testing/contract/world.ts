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
  readonly #gates = new Map<
    string,
    { readonly open: () => void; readonly opened: Promise<void> }
  >();

  /** Sets the state from the JSON that `/control` received. */
  set(state: WorldState): void {
    this.now = state.now;
    this.knowsUsers = state.knowsUsers;
    this.callbackFails = state.callbackFails;
  }

  /** Returns a promise that is fulfilled when the gate of this name is opened. */
  passGate(name: string): Promise<void> {
    return this.#gate(name).opened;
  }

  openGate(name: string): void {
    this.#gate(name).open();
  }

  #gate(name: string): { readonly open: () => void; readonly opened: Promise<void> } {
    const known = this.#gates.get(name);
    if (known !== undefined) return known;
    let open = (): void => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const gate = { open, opened };
    this.#gates.set(name, gate);
    return gate;
  }
}
