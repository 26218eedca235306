// Lines on narrow phones: no number is broken or leaves its counter, no lone character is left over, nothing is cut.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { browser, eachPage, kinds, route, serve } from "./support.mjs";

let site;
let chromium;
before(async () => {
  site = await serve();
  chromium = await browser();
});

/** The faults of the lines of a page. Runs in the page. */
function faults() {
  const found = [];
  const inline = ["inline", "contents", "ruby", "ruby-text"];
  const blocks = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = walker.nextNode());) {
    if (!text.data.trim() || text.parentElement.closest("script, style, option, rt, noscript, svg, .visually-hidden")) continue;
    let block = text.parentElement;
    while (inline.includes(getComputedStyle(block).display)) block = block.parentElement;
    if (!block.checkVisibility({ visibilityProperty: true })) continue;
    blocks.set(block, [...(blocks.get(block) ?? []), text]);
  }
  const range = document.createRange();
  for (const [block, texts] of blocks) {
    const lines = [];
    let before;
    let hidden = false;
    for (const text of texts) {
      for (let at = 0; at < text.data.length; at++) {
        if (/\s/.test(text.data[at])) continue;
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        const box = range.getClientRects()[0];
        if (!box || box.width === 0) continue;
        hidden ||= box.right > innerWidth + 1 && !block.closest(".scroll");
        if (!before || (box.left < before.left - 1 && box.bottom > before.bottom + 5)) lines.push("");
        lines[lines.length - 1] += text.data[at];
        before = box;
      }
    }
    const words = `${block.tagName}: ${lines.slice(-3).join("/")}`;
    if (lines.some((line, at) => at > 0 && /^[0-9]/.test(line) && /[0-9][.,]?$/.test(lines[at - 1]))) found.push(`broken number: ${words}`);
    const leaves = (line, at) => at > 0 && /[0-9][万億千]*$/.test(lines[at - 1]) && /^(?:年|月|日|人|件|円|回|歳|社|か[一-龥]|ポイント|メートル)/.test(line);
    if (block.closest("main") && lines.some(leaves)) found.push(`number without its counter: ${words}`);
    if (lines.length > 1 && lines.at(-1).replace(/[。、」）)]/g, "").length === 1) found.push(`lone character: ${words}`);
    if (hidden) found.push(`beyond the edge: ${words}`);
  }
  for (const field of document.querySelectorAll("input[placeholder]")) {
    const style = getComputedStyle(field);
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = style.font;
    pen.letterSpacing = style.letterSpacing;
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (field.checkVisibility() && pen.measureText(field.placeholder).width > room) found.push(`cut: ${field.placeholder}`);
  }
  // Only what says so goes on beyond the edge: the figure of years, and tables of authors.
  for (const place of document.querySelectorAll(".scroll")) {
    const isWide = place.scrollWidth > place.clientWidth + 1;
    if (isWide && !place.closest(".period, .prose")) found.push(`columns cut: ${place.textContent.trim().slice(0, 30)}`);
  }
  return found;
}

test("a number and its counter stay on one line, and the text is what the author wrote", async () => {
  const page = await chromium.newPage({ viewport: { width: 320, height: 800 } });
  await page.goto(`${site.url}policies/1-1-01/`);
  const kept = await page.$$eval("main .prose .keep", (all) => all.map(({ textContent }) => textContent));
  assert.ok(kept.includes("令和2年度") && kept.includes("1,531人"), kept.join(" "));
  const text = await page.textContent("main");
  assert.ok(text.includes("22.5%まで落ち込んだ令和2年度から3年続けて回復しています。"));
  await page.close();
});

test("at 320 and 360 pixels no number is broken, no character is alone, and nothing is cut", async () => {
  const wrong = [];
  let seen = 0;
  await eachPage(() => chromium.newPage(), kinds, async (page, name) => {
    await page.setViewportSize({ width: 320, height: 800 });
    await page.goto(site.url + (name === "404.html" ? name : route(name)));
    for (const width of [320, 360]) {
      await page.setViewportSize({ width, height: 800 });
      for (const fault of await page.evaluate(faults)) wrong.push(`${name} ${width}: ${fault}`);
    }
    const mains = await page.locator("main").count();
    seen += mains;
  });
  assert.ok(seen >= 15, `${seen} pages`);
  assert.deepEqual(wrong, []);
});
