// A site of two editions (`planbook build --editions all`): valid, read by everyone, and searched together.

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

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "planbook-editions-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const site = path.join(folder, "book/output");

/** Pages that say something of both editions, and one of the earlier. */
const PAGES = ["editions/index.html", "policies/1-1-02/index.html", "policies/2-1-01/index.html", "search/index.html", "r8/index.html", "r7/policies/1-1-01/index.html"];

before(() => {
  const book = path.join(folder, "book");
  execFileSync(PLANBOOK, ["init", book]);
  const run = (...words) => execFileSync(PLANBOOK, ["-C", book, ...words], { stdio: "pipe" });
  const plan = path.join(book, "content/plan.yaml");
  const change = (from, to) => {
    const text = fs.readFileSync(plan, "utf8");
    assert.ok(text.includes(from), from);
    fs.writeFileSync(plan, text.replace(from, to));
  };
  change("status: draft", "status: final");
  change("  file:", "  site: https://town.example.jp/keikaku/r7/\n  latest: https://town.example.jp/keikaku/\n  file:");
  run("ids");
  run("roll");
  // Another number: its page says where it is now.
  for (const end of ["yaml", "md"]) {
    fs.renameSync(path.join(book, `content/policies/2/2-1-01.${end}`), path.join(book, `content/policies/2/2-1-02.${end}`));
  }
  run("build", "--editions", "all");
});

test("the Nu HTML checker finds no error and no warning", { timeout: 120_000 }, () => {
  const pages = PAGES.map((page) => path.join(site, page));
  const { stderr } = spawnSync("java", ["-jar", VNU, "--format", "gnu", ...pages], { encoding: "utf8" });
  // Pages of a folder have no origin, so that the checker takes their own files for foreign ones.
  const found = stderr.split("\n").filter((line) => line && !line.includes("Content Security Policy (meta tag)"));
  assert.deepEqual(found, []);
});

test("axe finds nothing, and nothing but the tables moves sideways", { timeout: 120_000 }, async () => {
  const chromium = await browser();
  for (const [width, colorScheme] of [[320, "light"], [1280, "dark"]]) {
    const context = await chromium.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    for (const page of PAGES) {
      const tab = await context.newPage();
      await tab.goto(`file://${path.join(site, page)}`);
      await tab.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
      await tab.evaluate(AXE);
      const { violations } = await tab.evaluate(() => globalThis.axe.run(document));
      assert.deepEqual(violations.map((v) => `${page} ${width}: ${v.id} ${v.nodes[0].html}`), []);
      assert.equal(await tab.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, page);
      await tab.close();
    }
    await context.close();
  }
});

test("earlier editions are searched when someone asks for them, and not before", { timeout: 60_000 }, async () => {
  const chromium = await browser();
  const tab = await chromium.newPage();
  const loaded = [];
  tab.on("request", (request) => loaded.push(request.url()));
  await tab.goto(`file://${path.join(site, "search/index.html")}`);
  await tab.fill("#q", "ホタテ");
  await tab.waitForSelector("#results li");
  assert.equal(await tab.isVisible("#past"), true);
  assert.ok(!loaded.some((url) => url.includes("/r7/")), loaded.join(" "));
  await tab.check("#past input");
  await tab.waitForSelector("#past .results li");
  assert.match(await tab.textContent("#past h3"), /令和7年度の版/);
  const link = await tab.getAttribute("#past .results a", "href");
  assert.match(link, /^\.\.\/r7\//);
  await tab.click("#past .results a");
  assert.match(await tab.title(), /令和7年度/);
  assert.match(await tab.textContent(".notice.edition"), /これは令和7年度の版です/);
});
