// All projects in one table, and what changed against the year before: as people look for something.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { before, test } from "node:test";
import { browser, read, serve } from "./support.mjs";

let site;
let chromium;
before(async () => {
  site = await serve();
  chromium = await browser();
});

async function open(address, options = {}) {
  const page = await chromium.newPage({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  await page.goto(site.url + address);
  await page.waitForSelector("form.tools:not([hidden])");
  return page;
}

/** The rows of a CSV file of the data, each by the names of its columns. */
function table(name) {
  const [header, ...lines] = read(`data/${name}.csv`).slice(1).trimEnd().split("\r\n").map(cells);
  return lines.map((line) => Object.fromEntries(header.map((key, c) => [key, line[c]])));
}

/** The cells of a line of CSV. */
const cells = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);

const shown = (page) => page.$$eval("#projects tbody tr[data-id]", (rows) => rows.filter((row) => !row.hidden).map((row) => ({ ...row.dataset })));

/** What a button saves. */
async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(`[data-do=${button}]`)]);
  return { name: download.suggestedFilename(), file: await download.path() };
}

test("every project of the data has its row, with its amounts", async () => {
  const page = await open("projects/");
  const projects = table("projects");
  const rows = await shown(page);
  assert.deepEqual(rows.map((row) => row.id), projects.map((it) => `${it.policy_id}-${it.project_number}`));
  assert.deepEqual(rows.map((row) => [row.section, row.direction]), projects.map((it) => [it.section_id, it.direction]));
  const budgets = table("budgets").filter((it) => it.kind === "budget" && it.year === "2024").map((it) => it.amount);
  const column = await page.$$eval("#projects thead th", (heads) => heads.findIndex((head) => head.dataset.key === "budget_2024"));
  assert.deepEqual(await page.$$eval("#projects tbody tr", (list, c) => list.map((row) => row.cells[c].dataset.value), column), budgets);
  await page.close();
});

test("the question of the largest project is answered by one press, and the address says so", async () => {
  const page = await open("projects/");
  const button = page.locator("th button", { hasText: "予算額 R6" });
  await button.press("Enter");
  await button.press("Enter");
  const budgets = table("budgets").filter((it) => it.kind === "budget" && it.year === "2024" && it.amount !== "");
  const largest = Math.max(...budgets.map((it) => Number(it.amount)));
  const first = budgets.find((it) => Number(it.amount) === largest);
  assert.equal((await shown(page))[0].id, `${first.policy_id}-${first.project_number}`);
  await page.waitForURL(/\?sort=-budget_2024$/);
  await page.close();
});

test("choices narrow and add up, stand in the address, and come back from it", async () => {
  const page = await open("projects/");
  await page.selectOption("#projects-change", "decreased");
  await page.selectOption("#projects-goal", "2");
  await page.fill("#projects-text", "学");
  await page.waitForURL(/change=decreased/);
  const rows = await shown(page);
  assert.ok(rows.length > 1 && rows.every((row) => row.goal === "2" && row.change === "decreased"), JSON.stringify(rows));
  const sums = await page.$$eval("#projects tfoot [data-sum]", (list) => list.map((cell) => cell.textContent));
  const values = await page.$$eval("#projects tbody tr", (list) => list.filter((row) => !row.hidden).map((row) => [...row.querySelectorAll("td[data-value]")].map((cell) => cell.dataset.value)));
  sums.forEach((sum, c) => {
    const known = values.map((row) => row[c]).filter((value) => value !== "");
    const total = known.reduce((all, value) => all + Number(value), 0);
    assert.equal(Number(sum.replaceAll(",", "").replace("▲", "-")), total);
  });
  assert.ok(values.every((row) => Number(row.at(-2)) < 0), "what shrank has a difference below zero");
  const other = await open(page.url().slice(site.url.length));
  assert.deepEqual(await shown(other), rows);
  assert.equal(await other.inputValue("#projects-text"), "学");
  await other.click("button[type=reset]");
  await other.waitForURL(/projects\/$/);
  assert.equal((await shown(other)).length, table("projects").length);
  await other.goto(`${site.url}projects/?change=nonsense&sort=nothing&theme=1`);
  await other.waitForSelector("form.tools:not([hidden])");
  const themed = await shown(other);
  assert.ok(themed.length > 0 && themed.every((row) => row.theme.split("|").includes("1")), "what is no choice chooses nothing");
  await other.close();
  await page.close();
});

test("on a phone a choice sorts, the sums stand above the table, and no button out of sight takes the focus", async () => {
  const page = await open("projects/?goal=3", { viewport: { width: 360, height: 780 } });
  assert.ok(await page.isVisible("#projects-sort"));
  await page.selectOption("#projects-sort", "-budget_2024");
  await page.waitForURL(/goal=3&sort=-budget_2024$/);
  const column = await page.$$eval("#projects thead th", (heads) => heads.findIndex((head) => head.dataset.key === "budget_2024"));
  const values = await page.$$eval("#projects tbody tr", (rows, c) => rows.filter((row) => !row.hidden).map((row) => row.cells[c].dataset.value).filter((value) => value !== "").map(Number), column);
  assert.ok(values.length > 1);
  assert.deepEqual(values, [...values].sort((a, b) => b - a));
  const sums = await page.$$eval("#projects tfoot [data-sum]", (list) => list.map((cell) => cell.textContent));
  assert.deepEqual(await page.$$eval(".totals dd", (list) => list.map((cell) => cell.textContent)), sums);
  assert.deepEqual(await page.$$eval("#projects .sort", (list) => [...new Set(list.map((button) => button.tabIndex))]), [-1]);
  await page.setViewportSize({ width: 1280, height: 900 });
  assert.ok(!await page.isVisible("#projects-sort"));
  await page.waitForFunction(() => document.querySelector("#projects .sort").tabIndex === 0);
  await page.close();
  const again = await open("projects/?goal=3&sort=-budget_2024", { viewport: { width: 360, height: 780 } });
  assert.equal(await again.inputValue("#projects-sort"), "-budget_2024");
  await again.close();
});

test("the view and each row have a link", async () => {
  const page = await open("projects/?section=kodomo");
  const link = await page.getAttribute("[data-do=link]", "href");
  assert.match(link, /projects\/\?section=kodomo$/);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.click("[data-do=link]");
  await page.waitForFunction(() => document.querySelector(".tools [role=status]").textContent.includes("コピー"));
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${site.url}projects/?section=kodomo`);
  const row = (await shown(page))[2];
  const anchor = await page.getAttribute(`#project-${row.id} .row-link`, "href");
  const other = await open(`projects/${anchor}`);
  // The row of a link comes in sight, below the head of the table, a moment after the page is there.
  await other.waitForFunction(() => {
    const box = document.querySelector("tr:target").getBoundingClientRect();
    const head = document.querySelector("#projects thead th").getBoundingClientRect();
    return box.top >= head.bottom - 1 && box.bottom <= innerHeight;
  });
  await other.close();
  await page.close();
});

test("what is seen is saved with names for people, for programs, and as a workbook with both", async () => {
  const page = await open("projects/?goal=3&sort=-change");
  const rows = await shown(page);
  const lines = async (button) => fs.readFileSync((await saved(page, button)).file, "utf8").slice(1).trimEnd().split("\r\n").map(cells);
  const [people, programs] = [await lines("csv"), await lines("machine")];
  assert.deepEqual(people[0], ["番号", "基本目標", "基本目標の名前", "事業の順番", "主要施策", "事業", "担当課", "評価", "重点テーマ", "今後の方向性", "令和5年度決算額（千円）", "令和6年度予算額（千円）", "令和7年度予算額（千円）", "令和8年度予算額（千円）", "令和5年度決算額との差（千円）", "変化", "増減率（%）"]);
  assert.deepEqual(programs[0], ["policy_id", "goal_id", "goal_name", "project_number", "policy_title", "project_name", "section_name", "rating", "themes", "direction", "settlement_2023", "budget_2024", "budget_2025", "budget_2026", "change", "change_kind", "change_percent"]);
  assert.deepEqual(people.slice(1), programs.slice(1));
  assert.deepEqual(people.slice(1).map((line) => `${line[0]}-${line[3]}`), rows.map((row) => row.id));
  const names = new Map(table("projects").map((it) => [`${it.policy_id}-${it.project_number}`, [it.policy_title, it.project_name, it.goal_name]]));
  for (const line of people.slice(1)) {
    assert.deepEqual([line[4], line[5], line[2]], names.get(`${line[0]}-${line[3]}`));
    for (const n of [10, 11, 12, 13, 14, 16]) assert.match(line[n], /^(-?\d+(\.\d+)?)?$/, `${people[0][n]}: ${line[n]}`);
  }
  const { name, file } = await saved(page, "xlsx");
  assert.match(name, /-projects\.xlsx$/);
  const workbook = readWorkbook(file);
  assert.deepEqual(workbook["表"], people);
  assert.deepEqual(workbook["列の名前"].slice(1), people[0].map((head, c) => [head, programs[0][c]]));
  await page.close();
});

/** The sheets of a workbook, as a reader gives them that had no part in writing it. */
function readWorkbook(file) {
  const script = `
import json, sys, zipfile, xml.etree.ElementTree as E
z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
n = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
names = [s.get("name") for s in E.fromstring(z.read("xl/workbook.xml")).findall(".//m:sheet", n)]
def rows(at):
    sheet = E.fromstring(z.read(f"xl/worksheets/sheet{at}.xml"))
    return [["".join(c.itertext()) for c in row] for row in sheet.findall(".//m:row", n)]
print(json.dumps({name: rows(at) for at, name in enumerate(names, 1)}))`;
  return JSON.parse(execFileSync("python3", ["-c", script, file], { encoding: "utf8", maxBuffer: 64 << 20 }));
}

test("no cell of the workbook is a formula or breaks it", async () => {
  const page = await open("projects/?section=kodomo");
  const texts = ["=1+1", "<b>&\"'", "\u0001x", "007", "1e5", "12345678901234567890", "▲1"];
  await page.evaluate((texts) => {
    const rows = [...document.querySelectorAll("#projects tbody tr")].filter((row) => !row.hidden);
    texts.forEach((text, n) => { rows[n].cells[1].textContent = text; });
  }, texts);
  const { file } = await saved(page, "xlsx");
  const found = readWorkbook(file)["表"].slice(1, texts.length + 1).map((row) => row[6]);
  assert.deepEqual(found, texts.map((text) => text.replace("\u0001", "")));
  await page.close();
});

test("no column of the list or of the changes is cut off from 320 to 1280", async () => {
  const page = await chromium.newPage();
  for (const name of ["projects/", "changes/"]) {
    for (const width of [320, 360, 800, 1100, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(site.url + name);
      const cut = await page.evaluate(() => [...document.querySelectorAll("table :is(td, tbody th)")]
        .filter((cell) => cell.checkVisibility())
        .filter((cell) => {
          const region = cell.closest(".scroll");
          const scrolls = getComputedStyle(region).overflowX === "auto" && region.scrollWidth > region.clientWidth;
          return cell.scrollWidth > cell.clientWidth + 1 || (!scrolls && cell.getBoundingClientRect().right > region.getBoundingClientRect().right + 1);
        })
        .map((cell) => cell.textContent.trim().slice(0, 30))
        .concat(document.documentElement.scrollWidth > innerWidth ? ["the page scrolls sideways"] : []));
      assert.deepEqual(cut.slice(0, 5), [], `${name} ${width}`);
    }
  }
  await page.close();
});

test("what fell against the year before is three steps from the start page", async () => {
  const page = await chromium.newPage();
  await page.goto(site.url);
  await page.click(".site-nav a:has-text('前年度からの変化')");
  assert.match(await page.textContent("#shrank"), /減った事業/);
  const shrank = await page.$$eval("[aria-labelledby=shrank] tbody tr", (rows) => rows.map((row) => row.cells[3].textContent));
  assert.ok(shrank.length > 5 && shrank.every((cell) => cell.includes("▲")), JSON.stringify(shrank));
  const decreased = page.locator(".movements a").filter({ has: page.locator(".word", { hasText: /^減$/ }) });
  const count = Number(/\d+/.exec(await decreased.textContent())[0]);
  await decreased.click();
  await page.waitForSelector("form.tools:not([hidden])");
  assert.equal((await shown(page)).length, count);
  assert.match(await page.textContent("h1"), /すべての事業/);
  await page.close();
});
