import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { findChromium } from './needs.ts';

/** Chromium without requests of its own, as root in a container. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the Chromium of this machine. */
export async function launchBrowser(...more: readonly string[]): Promise<Browser> {
  const executablePath = findChromium() as string;
  return chromium.launch({ executablePath, args: [...FLAGS, ...more] });
}
