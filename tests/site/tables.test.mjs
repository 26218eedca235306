// Tables that sort, narrow, add up and can be taken along.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { before, test } from "node:test";
import { browser, serve } from "./support.mjs";

let site;
let chromium;
before(async () => {
  site = await serve();
  chromium = await browser();
});

async function open(name) {
  const page = await chromium.newPage({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
  await page.goto(site.url + name);
  await page.waitForSelector("form.tools:not([hidden])");
  return page;
}
const shown = (page) => page.$$eval("tbody tr[data-id]", (rows) => rows.filter((r) => r.checkVisibility()).map((r) => r.dataset.id));

test("a column sorts up, down, and back to the book's order", async () => {
  const page = await open("policies/");
  const book = await shown(page);
  const button = page.locator("th button", { hasText: "予算額" });
  const amounts = () => page.$$eval("tbody tr[data-id]", (rows) => rows.map((r) => Number(r.cells[3].dataset.value)));
  await button.press("Enter");
  assert.equal(await page.locator("th[aria-sort=ascending]").count(), 1);
  const up = await amounts();
  assert.deepEqual(up, [...up].sort((a, b) => a - b));
  await button.press("Enter");
  assert.equal(await page.locator("th[aria-sort=descending]").count(), 1);
  assert.deepEqual(await amounts(), [...up].sort((a, b) => b - a));
  await button.press("Enter");
  assert.equal(await page.locator("th[aria-sort]").count(), 0);
  assert.deepEqual(await shown(page), book);
  assert.ok(await page.evaluate(() => document.activeElement.classList.contains("sort")), "focus stays");
  await page.close();
});

test("what has no value stands last either way", async () => {
  const page = await open("indicators/");
  const button = page.locator("th button", { hasText: "進捗" });
  for (let i = 0; i < 2; i++) {
    await button.click();
    const values = await page.$$eval("tbody tr[data-id]", (rows) => rows.map((r) => r.cells[5].dataset.value));
    const first = values.indexOf("");
    assert.ok(first > 0 && values.slice(first).every((v) => v === ""));
  }
  await page.close();
});

test("rows are narrowed by words, goal and rating; counts and totals follow", async () => {
  const page = await open("policies/");
  const all = (await shown(page)).length;
  const total = await page.textContent("[data-sum]");
  await page.selectOption("#policies-goal", "1");
  await page.selectOption("#policies-level", "B");
  const rows = await page.$$eval("tbody tr[data-id]", (list) => list.filter((r) => !r.hidden).map((r) => [r.dataset.goal, r.dataset.level, Number(r.cells[3].dataset.value)]));
  assert.ok(rows.length > 0 && rows.length < all);
  assert.ok(rows.every(([goal, level]) => goal === "1" && level === "B"));
  await page.waitForFunction((n) => document.querySelector(".tools [role=status]").textContent.includes(`のうち${n}件`), rows.length);
  assert.equal((await page.textContent("[data-sum]")).replaceAll(",", ""), String(rows.reduce((sum, [, , n]) => sum + n, 0)));
  await page.fill("#policies-text", "ｺｿﾀﾞﾃ");
  assert.ok((await shown(page)).includes("1-2-03"));
  await page.click("button[type=reset]");
  await page.waitForFunction((n) => document.querySelector(".tools [role=status]").textContent.startsWith(`全${n}件`), all);
  assert.equal(await page.textContent("[data-sum]"), total);
  await page.close();
});

test("the rows shown are saved as CSV by the rules C1, C2, C4, C7, C12", async () => {
  const page = await open("indicators/");
  await page.selectOption("#indicators-goal", "2");
  const wanted = await shown(page);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("[data-do=csv]")]);
  assert.match(download.suggestedFilename(), /-indicators\.csv$/);
  const text = fs.readFileSync(await download.path(), "utf8");
  assert.equal(text[0], "\ufeff");
  const lines = text.slice(1).trimEnd().split("\r\n").map((line) => line.split(","));
  const [header, ...rows] = lines;
  assert.deepEqual(header, ["番号", "基本目標", "基本目標の名前", "成果指標", "単位", "策定時の年度（西暦）", "策定時", "現状値の年度（西暦）", "現状値", "目標値の年度（西暦）", "目標値", "進捗", "進捗率（%）"]);
  assert.equal(new Set(header).size, header.length);
  assert.deepEqual(rows.map((row) => row[0]), wanted);
  for (const row of rows) {
    assert.equal(row.length, header.length, row.join());
    for (const n of [5, 6, 7, 8, 9, 10, 12]) assert.match(row[n], /^(-?\d+(\.\d+)?)?$/, `${header[n]}: ${row[n]}`);
  }
  assert.ok(!/[▲―]|[\d],\d{3}[^\d]?"/.test(text.replace(/"[^"]*"/g, "")));
  await page.close();
});

test("no cell of the saved CSV is a formula for a spreadsheet", async () => {
  const page = await open("indicators/");
  const texts = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "＝1+1", "＋1+1", "－1+1", "＠SUM(A1)", "-1.5", "▲1"];
  await page.evaluate((texts) => {
    const rows = [...document.querySelectorAll("tbody tr[data-id]")];
    texts.forEach((text, n) => { rows[n].cells[1].textContent = text; });
  }, texts);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("[data-do=csv]")]);
  const lines = fs.readFileSync(await download.path(), "utf8").trimEnd().split("\r\n").slice(1, texts.length + 1);
  const kept = lines.map((line, n) => line.split(",").find((cell) => cell.endsWith(texts[n])));
  assert.deepEqual(kept, texts.map((text) => (/^[=+@＝＋－＠]|^-1\+/.test(text) ? `'${text}` : text)));
  await page.close();
});

test("H2: the head of a long table stays in sight", async () => {
  const page = await open("indicators/");
  await page.locator("tr[data-id]").nth(60).scrollIntoViewIfNeeded();
  const top = await page.evaluate(() => document.querySelector("#indicators thead th").getBoundingClientRect().top);
  assert.ok(top >= 0 && top < 5, `the head is at ${top}`);
  await page.close();
});

test("printed, a narrowed table says what was chosen", async () => {
  const page = await open("projects/?place=moheji&text=事業");
  await page.waitForFunction(() => document.querySelector(".tools [role=status]").textContent.includes("のうち"));
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.isVisible(".tools [role=status]"));
  assert.ok(!await page.isVisible(".tools .fields") && !await page.isVisible(".tools button"));
  const words = await page.$eval(".tools .told", (told) => getComputedStyle(told, "::before").content);
  assert.equal(words, '"言葉：事業、地名：茂辺地"');
  await page.close();
});

test("printed, a long table has its heads on every page", async () => {
  for (const [name, from] of [["indicators/", "#indicators"], ["projects/", ".all-projects"]]) {
    const page = await open(name);
    const heads = await page.$$eval(`${from} thead th`, (all) => all.map((head) => head.innerText.replace(/[\s↕▲▼]/g, "")).filter(Boolean));
    const rows = await page.$$eval(`${from} tbody tr[data-id] th`, (all) => all.map((row) => row.querySelector("a, .name, span")?.textContent.trim() ?? row.textContent.trim()));
    const pdf = await page.pdf({ format: "A4" });
    const pages = execFileSync("pdftotext", ["-layout", "-", "-"], { input: pdf, encoding: "utf8", maxBuffer: 64 << 20 })
      .split("\f").map((text) => text.replace(/\s/g, ""));
    const withRows = pages.filter((text) => rows.some((row) => row.length > 4 && text.includes(row.replace(/\s/g, ""))));
    assert.ok(withRows.length > 3, `${name}: ${withRows.length} pages with rows`);
    for (const [at, text] of withRows.entries()) {
      for (const head of heads) assert.ok(text.includes(head), `${name}: the page ${at + 1} with rows lacks ${head}`);
    }
    await page.close();
  }
});
