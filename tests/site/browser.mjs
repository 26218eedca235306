// The browser of all tests, and the certainty that what a test file opened is closed again.

import { after } from "node:test";
import { chromium } from "playwright-core";

/** The Chromium that is used: `make test CHROMIUM=/path` names another. */
const CHROMIUM = process.env.CHROMIUM || "/usr/bin/chromium";

const opened = [];
// Also after a set-up that failed half-way: a process left open keeps the test file from ending.
after(async () => {
  for (const thing of opened.reverse()) await thing.close().catch((error) => console.error(`# not closed: ${error}`));
});

/** Hands on `thing`, to be closed with its `close` when the test file ends. Closing twice must do no harm. */
export function closing(thing) {
  opened.push(thing);
  return thing;
}

/** A browser, closed when the test file ends. */
export async function browser(options = {}) {
  return closing(await chromium.launch({
    executablePath: CHROMIUM,
    // The toolbars of windows are not shown, and each costs a process.
    args: ["--no-sandbox", "--disable-features=PreloadTopChromeWebUI", ...(options.args ?? [])],
  }));
}
