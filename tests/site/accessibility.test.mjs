// Every page as people meet it: wide and narrow, light and dark. H3, H5, H7.

import assert from "node:assert/strict";
import fs from "node:fs";
import { before, test } from "node:test";
import { browser, eachPage, kinds, none, pages, serve } from "./support.mjs";

const AXE = fs.readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/** How a page of each kind is looked at. */
const WAYS = [1280, 320].flatMap((width) => ["light", "dark"].map((colorScheme) => ({ width, colorScheme })));
/**
 * How every other page is: its layout in both, axe in one of them, in turns, so that both widths and
 * both colours meet half of the sheets each.
 */
const TWO_WAYS = [{ width: 1280, colorScheme: "light" }, { width: 320, colorScheme: "dark" }];

/** The list of all projects is looked at while it is used: narrowed, sorted, with one row linked to. */
const IN_USE = { "projects/index.html": "projects/?section=kodomo&sort=-change#project-1-2-03-2" };

let site;
let chromium;
before(async () => {
  site = await serve();
  chromium = await browser();
});

async function violations(page) {
  // In an isolated world of the test's own, which the page's policy does not bind.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { violations } = await axe.run(document, {
      rules: { "target-size": { enabled: true } },
      resultTypes: ["violations"],
    });
    return violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.html.slice(0, 160)}`));
  });
}

test("H3 H7: axe finds nothing on any page, wide and narrow, light and dark; none scrolls sideways at 320", { timeout: 1_800_000 }, async () => {
  const found = [];
  await eachPage(() => chromium.newPage(), pages, async (page, name) => {
    await page.goto(site.url + (IN_USE[name] ?? name));
    // Else what is folded up is not looked at.
    await page.evaluate(() => { for (const details of document.querySelectorAll("details")) details.open = true; });
    const ways = kinds.includes(name) ? WAYS : TWO_WAYS;
    const turn = pages.indexOf(name) % TWO_WAYS.length;
    for (const [at, { width, colorScheme }] of ways.entries()) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const isLookedAt = ways === WAYS || at === turn;
      for (const violation of isLookedAt ? await violations(page) : []) found.push(`${name} ${width} ${colorScheme}: ${violation}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) found.push(`${name} ${width}: ${over}px too wide`);
    }
  });
  none(assert, found, "violations");
});

test("H5: at 200 % zoom nothing is cut off or scrolls sideways", async () => {
  const found = [];
  const open = () => chromium.newPage({ viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 });
  await eachPage(open, kinds, async (page, name) => {
    await page.goto(site.url + name);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) found.push(`${name}: ${over}px too wide`);
  });
  none(assert, found, "pages");
});

test("at 320 every fact of a card has room for four characters side by side", async () => {
  const found = [];
  let cards = 0;
  await eachPage(() => chromium.newPage({ viewport: { width: 320, height: 900 } }), kinds, async (page, name) => {
    await page.goto(site.url + name);
    const cells = await page.evaluate(() => [...document.querySelectorAll(".cards :is(td, tbody th)")]
      .filter((cell) => getComputedStyle(cell).display !== "none" && cell.textContent.trim())
      .map((cell) => ({ room: cell.clientWidth / parseFloat(getComputedStyle(cell).fontSize), words: cell.textContent.trim().slice(0, 20) })));
    cards += cells.length;
    for (const { room, words } of cells) if (room < 4) found.push(`${name}: ${words} has ${room.toFixed(1)}`);
  });
  assert.ok(cards > 100, "cards are there");
  none(assert, found, "cells");
});

test("H3: marks stand out from the ground by 3 to 1, light and dark", async () => {
  const page = await chromium.newPage();
  await page.goto(site.url);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const low = await page.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      const light = (name) => {
        const hex = style.getPropertyValue(name).trim().slice(1);
        const [r, g, b] = [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
          .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      const marks = ["rank-0", "rank-1", "edge-2", "edge-3", "edge-4", "achieved", "advanced", "unchanged", "receded", "not-measured", "line-strong"];
      return marks.map((mark) => [mark, ratio(light(`--${mark}`), light("--bg"))])
        .filter(([, r]) => r < 3).map(([mark, r]) => `${mark} ${r.toFixed(2)}`);
    });
    assert.deepEqual(low, [], colorScheme);
  }
  await page.close();
});
