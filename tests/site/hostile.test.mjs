// No author's text becomes code: every payload of hostile.txt stands in every text field of
// a book, and each is shown as the text it is. The browser is told to ignore the site's
// Content-Security-Policy, so that escaping alone has to hold.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { browser, each, none } from "./support.mjs";

const PLANBOOK = process.env.PLANBOOK ?? new URL("../../target/debug/planbook", import.meta.url).pathname;
const payloads = fs.readFileSync(new URL("hostile.txt", import.meta.url), "utf8").trimEnd().split("\n");

/** A payload with a number by which it is found again. */
const marked = (payload, n) => `${String(n).padStart(3, "0")}号 ${payload}`;
const yaml = JSON.stringify;
const markdown = (text) => text.replace(/[\\`*_{}[\]()<>#+\-.!|&~$:"'@=/^]/g, "\\$&");

/** What each field is given; every payload goes through all of them. */
const texts = payloads.map((payload, n) => marked(payload, n + 1));
const PER_SHEET = 6;

let folder;
let output;
let chromium;
before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "hostile-"));
  const book = path.join(folder, "book");
  execFileSync(PLANBOOK, ["init", book]);
  const file = (name) => path.join(book, "content", name);
  const edit = (name, change) => fs.writeFileSync(file(name), change(fs.readFileSync(file(name), "utf8")));
  let next = 0;
  const any = () => texts[next++ % texts.length];

  edit("plan.yaml", (text) => text
    .replace(/(  (?:name|vision|adopted|as_of): )(?!\{).+/g, (_, key) => key + yaml(any()))
    .replace(/label: [^}]+ }/g, () => `label: ${yaml(any())} }`)
    .replace(/(title: )([^"{}]+|"[^"]+")( })/g, (_, key, __, end) => key + yaml(any().replaceAll("{", "（").replaceAll("}", "）")) + end));
  edit("framework.yaml", (text) => text.replace(/name: [^}\n]+/g, (old) => `name: ${yaml(any())}${old.endsWith(" ") ? " " : ""}`));
  edit("indicators.yaml", (text) => text.replace(/(name|unit|source|note): .+/g, (_, key) => `${key}: ${yaml(any())}`));

  for (let sheet = 0; sheet * PER_SHEET < texts.length; sheet += 1) {
    const own = texts.slice(sheet * PER_SHEET, (sheet + 1) * PER_SHEET);
    const id = `2-1-${String(sheet + 10).padStart(2, "0")}`;
    const projects = own.map((text) => `  - name: ${yaml(text)}
    section: 学務課
    description: ${yaml(`説明 ${text}`)}
    results: { R6: ${yaml(`実績 ${text}`)} }
    settlement: { R6: 1 }
    budget: { R7: 1, R8: 1 }
    direction: 維持
`);
    fs.writeFileSync(file(`policies/2/${id}.yaml`), `title: ${yaml(`施策 ${own[0]}`)}
sections: [学務課]
projects:
${projects.join("")}`);
    const prose = own.map((text) => `${markdown(text)}\n\n- ${markdown(text)}\n`).join("\n");
    fs.writeFileSync(file(`policies/2/${id}.md`), `## 目的\n\n${prose}\n## 昨年度の取組と結果\n\n${prose}\n## これから\n\n${prose}`);
  }
  const built = spawnSync(PLANBOOK, ["-C", book, "build", "--no-volumes"], { encoding: "utf8", maxBuffer: 64 << 20 });
  assert.equal(built.status, 0, built.stderr.slice(-4000));
  output = path.join(book, "output");
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const pages = () => fs.readdirSync(output, { recursive: true })
  .filter((name) => name.endsWith(".html"))
  .sort();

/** Without white space, on which a browser, a typesetter and an author need not agree. */
const squeeze = (text) => text.replace(/\s+/g, "");

test("there are enough of them", () => {
  assert.ok(new Set(payloads).size >= 150);
});

test("none runs, and each is shown as text on its sheet", { timeout: 900_000 }, async () => {
  const wrong = [];
  const shown = new Map();
  await each(pages(), async (name) => {
    const context = await chromium.newContext({ bypassCSP: true });
    const page = await context.newPage();
    await page.exposeFunction("MARK", () => wrong.push(`${name}: a payload ran`));
    page.on("dialog", (dialog) => { wrong.push(`${name}: a dialog`); dialog.dismiss(); });
    page.on("request", (request) => {
      if (!/^(file|data):/.test(request.url())) wrong.push(`${name}: asked for ${request.url()}`);
    });
    await page.goto(pathToFileURL(path.join(output, name)).href);
    await page.mouse.move(400, 300);
    await page.mouse.wheel(0, 4000);
    for (let i = 0; i < 5; i += 1) await page.keyboard.press("Tab");
    const strange = await page.evaluate(() => [...document.querySelectorAll("*")]
      .flatMap((element) => [...element.attributes].filter((a) => /^on/i.test(a.name) || /^\s*(javascript|vbscript|data:text)/i.test(a.value)).map((a) => `${element.tagName} ${a.name}=${a.value}`)));
    for (const found of strange) wrong.push(`${name}: ${found}`);
    shown.set(name, squeeze(await page.evaluate(() => document.body.textContent)));
    await context.close();
  });
  texts.forEach((text, n) => {
    const id = `2-1-${String(Math.floor(n / PER_SHEET) + 10).padStart(2, "0")}`;
    const page = shown.get(`policies/${id}/index.html`) ?? "";
    for (const words of [text, `説明 ${text}`, `実績 ${text}`]) {
      if (!page.includes(squeeze(words))) wrong.push(`${id} does not show ${words}`);
    }
  });
  none(assert, wrong, "payloads that are more than text");
});

test("the search shows them as text, too", { timeout: 180_000 }, async () => {
  const wrong = [];
  const context = await chromium.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.exposeFunction("MARK", () => wrong.push("a payload ran"));
  for (const query of ["script", "onerror", "<img src=x onerror=MARK()>", "号"]) {
    await page.goto(`${pathToFileURL(path.join(output, "search/index.html")).href}?q=${encodeURIComponent(query)}`);
    await page.waitForTimeout(400);
  }
  await context.close();
  none(assert, wrong, "payloads that ran");
});

test("Typst sets each as the text it is", () => {
  const pdf = fs.readdirSync(path.join(output, "pdf")).find((name) => name.endsWith(".pdf"));
  const text = squeeze(execFileSync("pdftotext", ["-raw", path.join(output, "pdf", pdf), "-"], { encoding: "utf8", maxBuffer: 64 << 20 }));
  const missing = texts.filter((_, n) => !text.includes(`実績${String(n + 1).padStart(3, "0")}号`));
  none(assert, missing, "payloads that are not in the PDF");
});
