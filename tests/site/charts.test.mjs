// Charts are drawn once, in the colours of print; the site's style sheet gives them those of
// the screen. Axe does not look into drawings. H3, H4, H5, H7, H8.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { browser, eachPage, kinds, none, serve } from "./support.mjs";

let site;
let chromium;
before(async () => {
  site = await serve();
  chromium = await browser();
});

/** The shapes and words of a page's charts that do not stand out. Runs in the page. */
function faint() {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\d.]+/g).map((n) => Number(n) / 255)
      .map((n) => (n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const ground = getComputedStyle(document.body).backgroundColor;
  const wrong = [];
  for (const shape of document.querySelectorAll(".chart :is(rect, polyline, path, circle)")) {
    const { fill, stroke } = getComputedStyle(shape);
    const inks = [fill, stroke].filter((ink) => ink !== "none");
    if (!inks.some((ink) => contrast(ink, ground) >= 3)) wrong.push(`${shape.outerHTML}: ${inks} on ${ground}`);
  }
  for (const text of document.querySelectorAll(".chart text")) {
    const shape = text.parentElement.matches("g") ? text.parentElement.querySelector("rect") : null;
    const under = shape ? getComputedStyle(shape).fill : ground;
    const { fill } = getComputedStyle(text);
    if (contrast(fill, under) < 4.5) wrong.push(`${text.textContent}: ${fill} on ${under}`);
  }
  return [...new Set(wrong)];
}

/** The words of a page's charts that are too small, or leave their shape or the page. Runs in the page. */
function misplaced() {
  const wrong = [];
  for (const chart of document.querySelectorAll(".chart")) {
    const frame = chart.getBoundingClientRect();
    if (frame.right > innerWidth || frame.height < 8) wrong.push(`${chart.getAttribute("class")}: ${frame.width} by ${frame.height}`);
    for (const text of chart.querySelectorAll("text")) {
      if (getComputedStyle(text).display === "none") continue;
      const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
      if (size < 10 || size > 32) wrong.push(`${text.textContent}: ${size.toFixed(1)} px`);
      const box = text.getBoundingClientRect();
      const around = (text.parentElement.matches("g") ? text.parentElement.querySelector("rect") : chart).getBoundingClientRect();
      if (box.left < around.left - 1 || box.right > around.right + 1) wrong.push(`${text.textContent} leaves its shape`);
    }
  }
  return [...new Set(wrong)];
}

/** The lines and frames that are not drawn in the reader's colours. Runs in the page. */
function foreign() {
  const wanted = document.createElement("p");
  wanted.style.color = "CanvasText";
  document.body.append(wanted);
  const { color } = getComputedStyle(wanted);
  return [...document.querySelectorAll(".chart :is(rect, polyline)")]
    .filter((shape) => getComputedStyle(shape).stroke !== color)
    .map((shape) => `${shape.outerHTML}: ${getComputedStyle(shape).stroke}`);
}

/** How the charts are looked at, and for what. */
const LOOKS = {
  light: { look: faint },
  dark: { look: faint, colorScheme: "dark" },
  320: { look: misplaced, width: 320 },
  1280: { look: misplaced },
  forced: { look: foreign, forcedColors: "active" },
};

/** What each of `LOOKS` finds in the charts of one page of each kind. Every page is opened once, for all. */
async function visit() {
  const all = Object.fromEntries(Object.keys(LOOKS).map((name) => [name, []]));
  let charts = 0;
  await eachPage(() => chromium.newPage(), kinds, async (page, file) => {
    await page.goto(site.url + file);
    const here = await page.locator("svg.chart").count();
    charts += here;
    for (const [name, { look, width = 1280, colorScheme = "light", forcedColors = "none" }] of Object.entries(LOOKS)) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme, forcedColors });
      for (const finding of await page.evaluate(look)) all[name].push(`${file}: ${finding}`);
    }
  });
  assert.ok(charts > 90, `${charts} charts were looked at`);
  return all;
}

let visited;
function found(name) {
  visited ??= visit();
  return visited.then((all) => all[name]);
}

for (const colorScheme of ["light", "dark"]) {
  test(`H3: in the ${colorScheme} scheme shapes stand out by 3:1, words in them by 4.5:1`, async () => {
    none(assert, await found(colorScheme), "findings");
  });
}

test("each of five years has a colour of its own, in the light and the dark scheme", async () => {
  const page = await chromium.newPage();
  await page.goto(site.url);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const fills = await page.evaluate(() => {
      const years = [0, 1, 2, 3, 4].map((year) => `<rect class="year-${year}"/>`).join("");
      document.body.insertAdjacentHTML("beforeend", `<svg class="chart">${years}</svg>`);
      const chart = document.body.lastElementChild;
      const found = [...chart.children].map((bar) => `${getComputedStyle(bar).getPropertyValue("--mark")} ${getComputedStyle(bar).fill}`);
      chart.remove();
      return found;
    });
    assert.equal(new Set(fills).size, 5, `${colorScheme}: ${fills}`);
    for (const fill of fills) assert.match(fill, /^#/, `${colorScheme}: ${fills}`);
  }
  await page.close();
});

for (const width of [320, 1280]) {
  test(`H5, H7: at ${width} px words in charts are as large as small print, within their shapes and the page`, async () => {
    none(assert, await found(width), "findings");
  });
}

test("H8: with forced colours lines and frames are drawn in the reader's", async () => {
  none(assert, await found("forced"), "shapes");
});
