// The keyboard alone, and what people have set on their machines. H6, H7, H8, H9.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { browser, eachPage, kinds, none, serve } from "./support.mjs";

let site;
let chromium;
before(async () => {
  site = await serve();
  chromium = await browser();
});

test("H6: the first key press offers to skip to the text, and does", async () => {
  const page = await chromium.newPage();
  await page.goto(`${site.url}policies/1-2-03/`);
  await page.keyboard.press("Tab");
  const skip = await page.evaluate(() => ({ text: document.activeElement.textContent, x: document.activeElement.getBoundingClientRect().x }));
  assert.equal(skip.text, "本文へ移動");
  assert.ok(skip.x >= 0, "it is seen");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)));
  await page.close();
});

test("H6 H7: the keyboard reaches everything there is to use; focus is seen and not covered", { timeout: 900_000 }, async () => {
  const found = [];
  // Without motion, so that the page has stopped scrolling when it is looked at.
  const open = () => chromium.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  await eachPage(open, kinds, async (page, name) => {
    await page.goto(site.url + name);
    const usable = await page.evaluate(() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
      .filter((e) => e.checkVisibility() && !e.closest("[hidden]")).length);
    let reached = 0;
    const steps = Math.min(usable, 150);
    for (let i = 0; i < steps; i++) {
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(() => {
        const e = document.activeElement;
        if (e === document.body) return undefined;
        const style = getComputedStyle(e);
        const box = e.getBoundingClientRect();
        const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        // A link in two lines has its middle beside it: one of its lines is looked at.
        const line = e.getClientRects()[0] ?? box;
        const top = document.elementFromPoint(line.x + line.width / 2, line.y + Math.min(line.height, innerHeight - line.y) / 2);
        const seen = box.height > innerHeight || (top !== null && (e.contains(top) || top.contains(e)));
        globalThis.reached ??= new Set();
        return { name: e.outerHTML.slice(0, 90), ring, seen, reached: globalThis.reached.add(e).size };
      });
      if (!focus) break;
      reached = focus.reached;
      if (!focus.ring) found.push(`${name}: no ring on ${focus.name}`);
      if (!focus.seen) found.push(`${name}: covered ${focus.name}`);
    }
    if (reached < steps) found.push(`${name}: ${reached} of ${steps} reached`);
  }, 3);
  none(assert, found, "findings");
});

test("H8: with the system's own colours marks have borders; without motion nothing moves", async () => {
  const page = await chromium.newPage();
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  await page.goto(`${site.url}policies/1-2-03/`);
  const style = await page.evaluate(() => ({
    border: getComputedStyle(document.querySelector(".letter")).borderTopWidth,
    scroll: getComputedStyle(document.documentElement).scrollBehavior,
    moving: document.getAnimations().length,
  }));
  assert.deepEqual(style, { border: "1px", scroll: "auto", moving: 0 });
  await page.close();
});

test("H9: type and links follow the design system", async () => {
  const page = await chromium.newPage();
  await page.goto(`${site.url}policies/1-2-03/`);
  const style = await page.evaluate(() => {
    const body = getComputedStyle(document.body);
    const prose = getComputedStyle(document.querySelector(".prose p"));
    const link = getComputedStyle(document.querySelector(".prose a, .links a"));
    return {
      size: body.fontSize, prose: prose.fontSize, line: parseFloat(prose.lineHeight) / parseFloat(prose.fontSize),
      spacing: parseFloat(prose.letterSpacing) / 16, link: link.color, underline: link.textDecorationLine,
    };
  });
  assert.equal(style.size, "16px");
  assert.equal(style.prose, "16px");
  assert.ok(style.line >= 1.7, `line height ${style.line}`);
  assert.equal(style.spacing, 0.02);
  assert.equal(style.link, "rgb(0, 17, 143)");
  assert.equal(style.underline, "underline");
  await page.close();
});

test("H9: no page of any kind has text under 14 px", async () => {
  await eachPage(() => chromium.newPage(), kinds, async (page, name) => {
    await page.goto(site.url + name);
    // The small cover of the book is a picture: its words stand beside it.
    const small = await page.evaluate(() => [...document.querySelectorAll("body *")]
      .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && e.checkVisibility() && !e.closest("svg, script, style, template, .book-cover"))
      .map((e) => [parseFloat(getComputedStyle(e).fontSize), e.textContent.trim().slice(0, 20)])
      .filter(([size]) => size < 14));
    assert.deepEqual(small, [], name);
  });
});
