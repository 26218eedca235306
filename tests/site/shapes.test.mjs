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

before(() => {
  for (const shape of SHAPES) {
    const book = path.join(folder, shape);
    execFileSync(PLANBOOK, ["init", "--like", shape, book]);
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
