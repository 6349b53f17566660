import type { AnySocket } from './io-types.ts';

/** How many packets of a client may wait while something is checked. */
const MOST_WAITING = 64;

/**
 * Holds the packets of a socket back, in order, while something is checked.
 *
 * @param pending - returns what is being checked, or null
 * @param overflow - is called for a packet that is one too many
 */
export function holdPackets(
  socket: AnySocket,
  pending: () => Promise<unknown> | null,
  overflow: () => void,
): void {
  let waiting = 0;
  socket.use((_packet, next) => {
    if (waiting === 0 && pending() === null) return next();
    if (waiting === MOST_WAITING) return overflow();
    waiting++;
    void settled(pending).then(() => {
      waiting--;
      next();
    });
  });
}

async function settled(pending: () => Promise<unknown> | null): Promise<void> {
  for (let check = pending(); check !== null; check = pending()) await check;
}
