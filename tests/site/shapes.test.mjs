// The sites of the four forms of `planbook init --like`: every page is valid, and those on which the forms
// differ are read by everyone.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { browser } from "./browser.mjs";

const root = new URL("../../", import.meta.url).pathname;
const PLANBOOK = path.resolve(process.env.PLANBOOK ?? path.join(root, "target/debug/planbook"));
const VNU = new URL("node_modules/vnu-jar/build/dist/vnu.jar", import.meta.url).pathname;
const AXE = fs.readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const SHAPES = ["実施計画", "事務事業評価", "総合戦略", "基本の様式"];
const WAYS = [{ width: 320, colorScheme: "light" }, { width: 1280, colorScheme: "dark" }];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "planbook-shapes-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

/** The files of all pages, and of those that show what the plan decides: one of each kind. */
const all = [];
const kinds = [];
const DECIDED = ["index.html 0", "indicators 1", "policies 1", "policies 2", "projects 1", "evaluation 1"];

/** A table of numbers, and so many sections that they take two lines, in the sheet in `file`. */
function addNumbersAndSections(file) {
  const table = ["| 窓口（延べの件数） | 相談（件） | 計画（件） | うち複数の課題（%） |", "|---|---:|---:|---:|",
    "| 障がい者基幹相談支援センター | 1,204 | 388 | 62.5 |", "| 地域包括支援センター | 12,511 | 176 | 100.0 |"];
  fs.writeFileSync(`${file}.md`, fs.readFileSync(`${file}.md`, "utf8").replace("## 課題と改善", `${table.join("\n")}\n\n$&`));
  const more = "sections: [こども未来課, 長寿介護課, 危機管理課]";
  fs.writeFileSync(`${file}.yaml`, fs.readFileSync(`${file}.yaml`, "utf8").replace("sections: [こども未来課]", more));
}

before(() => {
  for (const shape of SHAPES) {
    const book = path.join(folder, shape);
    execFileSync(PLANBOOK, ["init", "--like", shape, book]);
    if (shape === "事務事業評価") addNumbersAndSections(path.join(book, "content/policies/1/1-1-01"));
    execFileSync(PLANBOOK, ["-C", book, "build", "--only", "html"], { stdio: "pipe" });
    const seen = new Set();
    for (const entry of fs.readdirSync(path.join(book, "output"), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith(".html")) continue;
      const file = path.join(entry.parentPath, entry.name);
      const [kind, ...below] = path.relative(path.join(book, "output"), file).split("/");
      const key = `${kind} ${below.length}`;
      all.push(file);
      if (DECIDED.includes(key) && !seen.has(key)) kinds.push(file);
      seen.add(key);
    }
  }
  assert.ok(all.length > 60 && kinds.length > 18, `${all.length} pages, ${kinds.length} kinds`);
});

test("the Nu HTML checker finds no error and no warning", { timeout: 180_000 }, () => {
  const { stderr } = spawnSync("java", ["-jar", VNU, "--format", "gnu", ...all], { encoding: "utf8" });
  // Pages of a folder have no origin, so that the checker takes their own files for foreign ones.
  const found = stderr.split("\n").filter((line) => line && !line.includes("Content Security Policy (meta tag)"));
  assert.deepEqual(found, []);
});

test("axe finds nothing, and nothing but the tables moves sideways", { timeout: 240_000 }, async () => {
  const chromium = await browser();
  for (const [at, { width, colorScheme }] of WAYS.entries()) {
    const context = await chromium.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    const tab = await context.newPage();
    // In turns: the other half is the other way in the next form.
    for (const [index, file] of kinds.entries()) {
      await tab.goto(`file://${file}`);
      const name = path.relative(folder, file);
      assert.equal(await tab.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `${name} ${width}`);
      if (index % WAYS.length !== at) continue;
      await tab.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
      await tab.evaluate(AXE);
      const { violations } = await tab.evaluate(() => globalThis.axe.run(document));
      assert.deepEqual(violations.map((v) => `${name} ${width}: ${v.id} ${v.nodes[0].html}`), []);
    }
    await context.close();
  }
});

test("numbers are not broken, no line begins with a comma, and the numbers of rows do not touch", { timeout: 60_000 }, async () => {
  const chromium = await browser();
  const book = path.join(folder, "事務事業評価/output");
  const tab = await chromium.newPage({ viewport: { width: 360, height: 900 } });
  await tab.goto(`file://${path.join(book, "policies/1-1-01/index.html")}`);
  const lines = await tab.evaluate(() => [...document.querySelectorAll(".prose-table td.end")].map((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return [cell.textContent, new Set([...range.getClientRects()].map((it) => Math.round(it.top))).size];
  }));
  assert.equal(lines.length, 6);
  assert.deepEqual(lines.filter(([, count]) => count > 1), []);
  for (const width of [360, 800, 1280]) {
    await tab.setViewportSize({ width, height: 900 });
    const commas = await tab.evaluate(() => [...document.querySelectorAll(".facts dd")].flatMap((fact) => {
      const nodes = document.createTreeWalker(fact, NodeFilter.SHOW_TEXT);
      const found = [];
      for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
        if (!node.data.startsWith("、")) continue;
        const range = document.createRange();
        range.setStart(node, 0);
        range.setEnd(node, 1);
        found.push(range.getBoundingClientRect().left - fact.getBoundingClientRect().left);
      }
      return found;
    }));
    assert.equal(commas.length, 2);
    assert.deepEqual(commas.filter((left) => left < 2), [], `${width}`);
  }
  // One year of amounts: the rows are as low as they can be.
  await tab.goto(`file://${path.join(book, "policies/index.html")}`);
  const rows = await tab.evaluate(() => [...document.querySelectorAll(".chart-budgets text[text-anchor=middle]")].map((it) => Number(it.getAttribute("y"))));
  assert.ok(rows.length > 2, `${rows}`);
  for (const [at, y] of rows.slice(1).entries()) assert.ok(y - rows[at] >= 60, `${rows}`);
  await tab.close();
});
