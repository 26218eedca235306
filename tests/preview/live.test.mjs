// An open page while its sources change, in a real browser.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import { before, test } from "node:test";
import { book, browser, open, serve } from "./support.mjs";

const AXE = createRequire(new URL("../site/package.json", import.meta.url)).resolve("axe-core");
const POLICY = "content/policies/1/1-2-03";

let own;
let served;
let chrome;
let context;
before(async () => {
  own = book();
  served = await serve(own.folder, "--editor", "vscode");
  chrome = await browser();
  context = await chrome.newContext({ viewport: { width: 1280, height: 800 }, locale: "ja-JP" });
});

const policy = () => `${served.url}policies/1-2-03/`;
const has = (page, words) => page.waitForFunction((what) => document.body.textContent.includes(what), words);

test("a figure, a paragraph and a template change in the open page, which stays where it is", async () => {
  const page = await open(context, policy());
  await page.evaluate(() => { window.before = document.querySelector("main h1"); scrollTo({ top: 900, behavior: "instant" }); document.querySelector("nav.neighbours a").focus({ preventScroll: true }); });
  const held = () => page.evaluate(() => ({
    y: scrollY, same: window.before?.isConnected, focus: document.activeElement.closest("nav")?.className,
  }));
  for (const [file, from, to, words] of [
    [`${POLICY}.yaml`, /budget: \{ R6: \d+/, "budget: { R6: 987654", "987,654"],
    [`${POLICY}.md`, "\n\n", "\n\n開いたページに出る文です。", "開いたページに出る文です。"],
    ["themes/standard/site/templates/policy.html", "{{ meta.terms.projects }}</h2>", "この施策の事業</h2>", "この施策の事業"],
  ]) {
    const put = own.edit(file, from, to);
    await has(page, words);
    assert.deepEqual(await held(), { y: 900, same: true, focus: "neighbours" }, file);
    put();
    await page.waitForFunction((what) => !document.body.textContent.includes(what), words);
  }
  // What is patched is what a fresh page has.
  const fresh = await open(context, policy());
  const html = (p) => p.evaluate(() => [document.head, document.body].map((e) => e.outerHTML).join("\n"));
  assert.equal(await html(page), await html(fresh));
  assert.deepEqual(page.errors, []);
  await fresh.close();
  await page.close();
});

test("a style sheet changes without the page", async () => {
  const page = await open(context, policy());
  await page.evaluate(() => { window.before = document.querySelector("main"); });
  const put = own.edit("themes/standard/site/assets/style.css", /$/, "\nmain h1 { letter-spacing: 7px; }\n");
  await page.waitForFunction(() => getComputedStyle(document.querySelector("main h1")).letterSpacing === "7px");
  assert.equal(await page.evaluate(() => window.before.isConnected), true);
  put();
  await page.waitForFunction(() => getComputedStyle(document.querySelector("main h1")).letterSpacing !== "7px");
  await page.close();
});

test("a page that its scripts have changed is right, too", async () => {
  const page = await open(context, `${served.url}policies/`);
  await page.waitForSelector("button.sort");
  const put = own.edit(`${POLICY}.yaml`, /title: .*/, "title: 名前の変わった施策");
  await has(page, "名前の変わった施策");
  await page.waitForSelector("button.sort");
  put();
  await page.waitForFunction(() => !document.body.textContent.includes("名前の変わった施策"));
  await page.close();
});

test("what is wrong stands in a panel with its line, and goes when it is mended", async () => {
  const page = await open(context, policy());
  const panel = page.getByRole("region", { name: "原稿の指摘" });
  assert.equal(await panel.isVisible(), false);
  const put = own.edit(`${POLICY}.yaml`, /budget: .*/, "budget: { R6: 百万円 }");
  await panel.waitFor();
  const told = await panel.innerText();
  assert.match(told, /エラー/);
  assert.match(told, /content\/policies\/1\/1-2-03\.yaml:\d+:\d+/);
  assert.match(told, /budget: \{ R6: 百万円 \}/);
  assert.match(told, /対処/);
  assert.match(await page.locator("main").innerText(), /地域子育て支援センター/);
  put();
  await panel.waitFor({ state: "hidden" });

  const mend = own.edit("themes/standard/site/templates/policy.html", "{% block content %}", "{% block content %}{{ nothing.of.that.name }}");
  await panel.waitFor();
  assert.match(await panel.innerText(), /PB0501/);
  assert.match(await page.locator("main").innerText(), /地域子育て支援センター/);
  mend();
  await panel.waitFor({ state: "hidden" });
  await page.close();
});

test("from a paragraph or a row to its line, with the mouse and with the keyboard", async () => {
  const plain = await serve(own.folder);
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(plain.url).origin });
  const page = await open(context, `${plain.url}policies/1-2-03/`);
  const find = page.getByRole("button", { name: /原稿/ });
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  const line = (name, words) => own.read(name).split("\n").findIndex((l) => l.includes(words)) + 1;

  await find.click();
  await page.waitForSelector("html[data-planbook-find]");
  await page.locator("main .prose p").first().click();
  await page.getByText("をコピーしました").waitFor();
  assert.equal(await copied(), `${POLICY}.md:3`);

  await find.click();
  await page.waitForSelector("html[data-planbook-find]");
  await page.locator("table.projects tbody tr").nth(1).locator("td.num").first().click();
  await page.waitForSelector("html:not([data-planbook-find])");
  const name = "ファミリー・サポート・センター事業";
  await page.getByText(`1-2-03.yaml:${line(`${POLICY}.yaml`, name)} を`).waitFor();
  assert.equal(await copied(), `${POLICY}.yaml:${line(`${POLICY}.yaml`, name)}`);

  // The keyboard begins at the first block that is seen, wherever the mouse rests. Some versions of
  // Chromium send a mouse event where the page moves under a mouse that does not.
  const places = [`${POLICY}.yaml:${line(`${POLICY}.yaml`, "title:")}`];
  for (const rest of [null, "main h1", "main .prose p", "table.projects tbody tr td.num"]) {
    await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
    if (rest) await page.locator(rest).first().hover();
    await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
    await find.focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("html[data-planbook-find]");
    if (rest) await page.mouse.move(640, 300);
    // Down to the fifth block, up again to the first, at the pace of a person: the page scrolls.
    const tag = page.locator("planbook-preview .tag");
    for (const [key, times] of [["ArrowDown", 5], ["ArrowUp", 4]]) {
      for (let n = 0; n < times; n += 1) {
        await page.keyboard.press(key);
        const at = places[key === "ArrowDown" ? n : times - 1 - n];
        if (at) assert.equal(await tag.innerText(), at, `${key} ${n + 1}, the mouse over ${rest}`);
        else places.push(await tag.innerText());
        await page.evaluate(() => new Promise((drawn) => { requestAnimationFrame(() => requestAnimationFrame(drawn)); }));
      }
    }
    await page.keyboard.press("Enter");
    await page.waitForSelector("html:not([data-planbook-find])");
    assert.equal(await copied(), places[0], `the mouse over ${rest}`);
  }
  assert.ok(new Set(places).size > 1, String(places));
  await page.close();

  // With an editor, it is opened instead.
  const asked = await open(context, policy());
  await asked.getByRole("button", { name: /原稿/ }).click();
  await asked.waitForSelector("html[data-planbook-find]");
  const tools = await asked.context().newCDPSession(asked);
  await tools.send("Page.enable");
  const wanted = new Promise((found) => { tools.on("Page.frameRequestedNavigation", ({ url }) => found(url)); });
  await asked.locator("main .prose p").first().click();
  const folder = `vscode://file${encodeURI(fs.realpathSync(own.folder))}/`;
  assert.equal(await wanted, `${folder}${POLICY}.md:3:1`);
  await asked.close();

  // Names with signs that addresses or replacements know.
  const odd = "content/第1章 #1?/{line}$&%.md";
  const renamed = await open(context, policy());
  await renamed.route("**/__preview/texts.json*", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll(`${POLICY}.md`, () => odd) });
  });
  await renamed.reload();
  await renamed.getByRole("button", { name: /原稿/ }).click();
  await renamed.waitForSelector("html[data-planbook-find]");
  const devtools = await renamed.context().newCDPSession(renamed);
  await devtools.send("Page.enable");
  const opened = new Promise((found) => { devtools.on("Page.frameRequestedNavigation", ({ url }) => found(url)); });
  await renamed.locator("main .prose p").first().click();
  assert.equal(await opened, `${folder}${odd.split("/").map(encodeURIComponent).join("/")}:3:1`);
  await renamed.close();
  await plain.close();
});

test("every paragraph and row of a sheet is found", async () => {
  const page = await open(context, policy());
  await page.getByRole("button", { name: /原稿/ }).click();
  await page.waitForSelector("html[data-planbook-find]");
  const tag = page.locator("planbook-preview .tag");
  for (const blocks of ["main .prose p", "main table.projects tbody th", "main table.indicators tbody th"]) {
    const count = await page.locator(blocks).count();
    assert.ok(count > 0, blocks);
    for (let n = 0; n < count; n += 1) {
      const block = page.locator(blocks).nth(n);
      await block.scrollIntoViewIfNeeded();
      await block.hover({ position: { x: 5, y: 5 } });
      const [file, line] = (await tag.innerText()).split(":");
      const words = (await block.innerText()).replace(/\s/g, "").slice(0, 5);
      const source = own.read(file).split("\n").slice(Number(line) - 1).join("").replace(/\s/g, "");
      assert.ok(source.slice(0, 60).includes(words), `${words} is not at ${file}:${line}`);
    }
  }
  await page.close();
});

test("the sheet stands beside its page, as the PDF has it", async () => {
  const page = await open(context, policy());
  const button = page.getByRole("button", { name: /紙面.*2ページ中[12]ページに収まっています/ });
  await button.click();
  const picture = page.getByRole("img", { name: "紙面の1ページ目" });
  await picture.waitFor();
  await page.waitForFunction(() => document.querySelector("planbook-preview").shadowRoot.querySelector(".paper img").naturalWidth > 0);
  const old = await picture.getAttribute("src");
  const put = own.edit(`${POLICY}.md`, "\n\n", "\n\n紙面にも出る文です。");
  await page.waitForFunction((src) => document.querySelector("planbook-preview").shadowRoot.querySelector(".paper img").getAttribute("src") !== src, old);
  const pdf = `${own.folder}/sheet.pdf`;
  for (let words = ""; !words.includes("紙面にも出る文です。");) {
    fs.writeFileSync(pdf, Buffer.from(await (await fetch(`${served.url}__preview/sheet/1-2-03.pdf`)).arrayBuffer()));
    words = execFileSync("pdftotext", ["-layout", pdf, "-"], { encoding: "utf8" });
  }
  put();
  const long = own.edit(`${POLICY}.md`, "\n\n", `\n\n${"この文は、紙面に収まらない長さにするための文です。\n\n".repeat(60)}`);
  await page.getByRole("button", { name: /紙面.*\d+行あふれています/ }).waitFor();
  long();
  await button.waitFor();
  await button.click();
  assert.deepEqual(page.errors, []);
  await page.close();
});

test("bar, panel, sheet and start page are accessible, wide and narrow", async () => {
  const mend = own.edit(`${POLICY}.yaml`, /budget: .*/, "budget: { R6: 百万円 }");
  const found = [];
  for (const [width, height] of [[1280, 800], [320, 640]]) {
    const narrow = await chrome.newContext({ viewport: { width, height }, locale: "ja-JP" });
    for (const address of ["policies/1-2-03/", "__preview/"]) {
      const page = await open(narrow, served.url + address);
      await page.getByRole("region", { name: "原稿の指摘" }).waitFor();
      for (const sheet of address.startsWith("policies") ? [false, true] : [false]) {
        if (sheet) {
          await page.getByRole("region", { name: "原稿の指摘" }).getByRole("button", { name: "閉じる" }).click();
          await page.getByRole("button", { name: /^紙面/ }).click();
          await page.getByRole("img", { name: "紙面の1ページ目" }).waitFor();
        }
        // The page's own rules do not let another's script in: axe comes by the debugger.
        await page.evaluate(fs.readFileSync(AXE, "utf8"));
        const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        }));
        for (const { id, nodes } of violations) {
          for (const node of nodes) found.push(`${width} ${address} ${sheet ? "sheet " : ""}${id}: ${node.target} ${node.failureSummary}`);
        }
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) found.push(`${width} ${address} is ${wide}px too wide`);
      }
      await page.close();
    }
    await narrow.close();
  }
  mend();
  assert.equal(found.length, 0, found.join("\n"));
});

test("the start page lists what is not finished, and sets the whole book", async () => {
  const page = await open(context, `${served.url}__preview/`);
  await page.getByRole("heading", { name: "書きかけのところ" }).waitFor();
  // The sample is finished.
  await page.getByText("書きかけのところも、直すところもありません。").waitFor();
  assert.equal(await page.locator("#list li").count(), 0);
  const put = own.edit(`${POLICY}.md`, /## 課題\n[^#]*/, "## 課題\n\n");
  const entry = page.locator("#list li", { hasText: "1-2-03" });
  await entry.filter({ hasText: "課題" }).waitFor();
  assert.match(await entry.innerText(), /エラー1件/);
  put();
  await page.waitForFunction(() => !/課題/.test(document.querySelector("#list").textContent));
  await page.getByRole("button", { name: "冊子全体を組む" }).click();
  await page.getByText(/冊子は\d+ページ/).waitFor({ timeout: 300_000 });
  await page.getByRole("link", { name: /組んだ冊子/ }).waitFor();
  assert.deepEqual(page.errors, []);
  await page.close();
});
