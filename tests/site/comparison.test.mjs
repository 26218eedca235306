// The pages of `planbook diff --format html`: whole in one file, valid, and read by everyone.

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

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "planbook-diff-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

/** The page of each style, and those of the forms. */
const pages = [];
const forms = [];

before(() => {
  const book = path.join(folder, "book");
  fs.cpSync(path.join(root, "tests/findings/base"), book, { recursive: true });
  fs.cpSync(path.join(root, "themes"), path.join(book, "themes"), { recursive: true });
  const run = (...words) => execFileSync(PLANBOOK, ["-C", book, ...words]);
  run("ids");
  run("keep", "委員会1");
  const file = path.join(book, "content/policies/1/1-2-01.yaml");
  const text = fs.readFileSync(file, "utf8");
  fs.writeFileSync(file, text
    .replace("R7: 950,", "R7: 1200,")
    .replace("電話と窓口で相談を受けます。", "電話と窓口とオンラインで相談を受けます。")
    .replace("rating: { R4: C, R5: B }", "rating: { R4: C, R5: A }")
    .replace("name: 子育て応援給付金", "name: こども応援給付金"));
  for (const style of ["table", "marks", "amounts"]) run("diff", "委員会1", "--format", "html", "--style", style, "-o", folder);
  const made = path.join(folder, "forms");
  for (const form of ["results", "kpi", "committee"]) run("build", "--form", form, "-o", made);
  for (const name of fs.readdirSync(made)) if (name.endsWith(".html")) forms.push(path.join(made, name));
  for (const name of fs.readdirSync(folder)) if (name.endsWith(".html")) pages.push(path.join(folder, name));
});

test("there is a page for each style, without scripts and other files", () => {
  assert.equal(pages.length, 3);
  for (const page of pages) {
    const text = fs.readFileSync(page, "utf8");
    assert.match(text, /1,200千円/);
    assert.doesNotMatch(text, /<script|\s(?:src|href)="(?!#)/);
  }
  assert.equal(forms.length, 3);
  for (const page of forms) assert.doesNotMatch(fs.readFileSync(page, "utf8"), /<script|\s(?:src|href)="(?!#)/);
});

test("the Nu HTML checker finds no error and no warning", { timeout: 120_000 }, () => {
  const { stderr } = spawnSync("java", ["-jar", VNU, "--format", "gnu", ...pages, ...forms], { encoding: "utf8" });
  assert.equal(stderr.trim(), "");
});

test("axe finds nothing, and nothing but the tables moves sideways", { timeout: 120_000 }, async () => {
  const chromium = await browser();
  // The pages are alike: one of them wide and dark is enough.
  for (const [width, colorScheme, some] of [[320, "light", [...pages, ...forms]], [1280, "dark", pages.slice(0, 1)]]) {
    const context = await chromium.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    for (const page of some) {
      const tab = await context.newPage();
      await tab.goto(`file://${page}`);
      await tab.evaluate(AXE);
      const { violations } = await tab.evaluate(() => globalThis.axe.run(document));
      assert.deepEqual(violations.map((v) => `${path.basename(page)} ${width}: ${v.id} ${v.nodes[0].html}`), []);
      assert.equal(await tab.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, page);
      await tab.close();
    }
    await context.close();
  }
});

test("what was deleted and inserted is told to those who listen", async () => {
  const chromium = await browser();
  const tab = await chromium.newPage();
  await tab.goto(`file://${pages.find((page) => page.includes("見え消し"))}`);
  const text = await tab.evaluate(() => document.querySelector("main").textContent.replace(/\s+/g, ""));
  assert.match(text, /電話と窓口〔加：とオンライン〕で相談を受けます。/);
  assert.match(text, /〔削：950千円〕〔加：1,200千円〕/);
});
