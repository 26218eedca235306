// What a page costs on the wire, where it may load from, and that it also works from a
// folder. H8, H9.

import assert from "node:assert/strict";
import path from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { browser, eachPage, kinds, none, pages, read, serve, SITE } from "./support.mjs";

const FIRST_VIEW = { bytes: 60_000, requests: 8 };
/** The list of all projects is one table of everything. */
const FIRST_VIEW_OF_ALL = 120_000;
const FIRST_SEARCH = 300_000;

let site;
let chromium;
before(async () => {
  site = await serve();
  chromium = await browser();
});

/** Counts what comes over the wire, headers included. */
async function metered(context) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const wire = { bytes: 0, requests: 0, hosts: new Set(), said: [] };
  session.on("Network.loadingFinished", (event) => { wire.bytes += event.encodedDataLength; });
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url())) wire.requests += 1;
    wire.hosts.add(new URL(request.url()).host);
  });
  page.on("console", (message) => wire.said.push(message.text()));
  page.on("pageerror", (error) => wire.said.push(String(error)));
  return { page, session, wire };
}

/** A page for many first views: nothing is kept from one to the next. */
async function forFirstViews() {
  const context = await chromium.newContext();
  const { page, session, wire } = await metered(context);
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const view = async (address) => {
    Object.assign(wire, { bytes: 0, requests: 0, said: [] });
    wire.hosts.clear();
    await page.goto(address, { waitUntil: "networkidle" });
    return wire;
  };
  return { view, close: () => context.close() };
}

test("the first view of every page fits the budget, comes from this host alone, and says nothing on the console", { timeout: 900_000 }, async () => {
  const wrong = [];
  let most = { bytes: 0 };
  await eachPage(forFirstViews, pages, async (page, name) => {
    const wire = await page.view(site.url + name);
    const limit = /^projects\//.test(name) ? FIRST_VIEW_OF_ALL : FIRST_VIEW.bytes;
    if (wire.bytes > limit) wrong.push(`${name}: ${wire.bytes} bytes`);
    if (wire.requests > FIRST_VIEW.requests) wrong.push(`${name}: ${wire.requests} requests`);
    if (wire.hosts.size !== 1) wrong.push(`${name}: ${[...wire.hosts]}`);
    for (const words of wire.said) wrong.push(`${name}: ${words}`);
    if (wire.bytes > most.bytes) most = { name, bytes: wire.bytes, requests: wire.requests };
  }, 4);
  console.log(`# heaviest first view: ${JSON.stringify(most)}`);
  none(assert, wrong, "findings");
});

test("the first search adds no more than its budget, the next nothing", async () => {
  const context = await chromium.newContext();
  const { page, wire } = await metered(context);
  await page.goto(`${site.url}search/`, { waitUntil: "networkidle" });
  const before = wire.bytes;
  assert.ok(before <= FIRST_VIEW.bytes, "the index waits until someone searches");
  await page.fill("#q", "子育て");
  await page.waitForSelector("#results li");
  await page.waitForLoadState("networkidle");
  const first = wire.bytes - before;
  console.log(`# first search: ${first} bytes`);
  assert.ok(first > 0 && first <= FIRST_SEARCH, `${first} bytes`);
  const requests = wire.requests;
  await page.fill("#q", "防災");
  await page.waitForFunction(() => document.querySelector("#status").textContent.includes("防災"));
  assert.equal(wire.requests, requests);
  assert.deepEqual(wire.said, []);
  await context.close();
});

test("H9: the policy of every page allows neither inline code nor another host", () => {
  const wrong = [];
  for (const page of pages) {
    const text = read(page);
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(text)?.[1] ?? "";
    if (!policy.includes("default-src 'none'")) wrong.push(`${page}: ${policy}`);
    if (/unsafe|https?:|\*/.test(policy)) wrong.push(`${page}: ${policy}`);
    if (/<style|\sstyle="|\son[a-z]+="/.test(text)) wrong.push(`${page}: inline style or handler`);
    for (const [script] of text.matchAll(/<script(?![^>]*\ssrc=)[^>]*>/g)) {
      if (!script.includes("application/ld+json")) wrong.push(`${page}: inline script`);
    }
  }
  none(assert, wrong, "findings");
});

test("H8: without scripts every page reads; the search says so and leads on", async () => {
  const context = await chromium.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const wrong = [];
  for (const name of kinds) {
    await page.goto(site.url + name);
    const hidden = await page.evaluate(() => [...document.querySelectorAll("main [hidden]")].filter((e) => !e.matches("form.tools, form.search, form.search *")).length);
    if (hidden > 0) wrong.push(`${name}: ${hidden} hidden`);
    if ((await page.innerText("main")).length < 60) wrong.push(`${name}: empty`);
  }
  await page.goto(`${site.url}search/`);
  const text = await page.innerText("main");
  assert.match(text, /JavaScript が必要です/);
  assert.match(text, /施策体系/);
  await page.goto(`${site.url}indicators/`);
  assert.ok(await page.locator("tr[data-id]").count() > 90, "all rows are there");
  await context.close();
  none(assert, wrong, "pages");
});

test("the site works from a folder, search and tables included", async () => {
  const context = await chromium.newContext();
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  await page.goto(pathToFileURL(path.join(SITE, "index.html")).href);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).fontSize), "16px", "with its style");
  await page.fill("#site-q", "北斗駅");
  await page.press("#site-q", "Enter");
  await page.waitForSelector("#results li mark");
  await page.click("#results a");
  await page.waitForSelector("h1");
  await page.click(".site-nav a:has-text('成果指標')");
  await page.waitForSelector("form.tools:not([hidden])");
  assert.deepEqual(said, []);
  await context.close();
});
