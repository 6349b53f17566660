import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
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

/**
 * The browser of one user, with cookies of its own. The tests of a file use it one after another:
 * each new tab starts a process, which takes longer than most of the stories.
 */
export class Device {
  readonly context: BrowserContext;
  readonly #tabs: Page[] = [];
  #used = 0;

  private constructor(context: BrowserContext) {
    this.context = context;
  }

  static async of(browser: Browser, options: BrowserContextOptions = {}): Promise<Device> {
    return new Device(await browser.newContext(options));
  }

  /**
   * Returns a tab, another one each time until {@link reset}. It shows what it showed last, until
   * the test opens a page in it.
   */
  async tab(): Promise<Page> {
    const tab = this.#tabs[this.#used] ?? (await this.context.newPage());
    this.#tabs[this.#used++] = tab;
    return tab;
  }

  /** Forgets the cookies and routes of a test. */
  async reset(): Promise<void> {
    this.#used = 0;
    await this.context.unrouteAll();
    await this.context.clearCookies();
  }
}
