// The seven questions of residents, asked as they ask them: from the start page, in at most three steps (a step
// is what one does: asking, following a link, choosing). What answers must be there to be read.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { browser, read, serve } from "./support.mjs";

let site;
let chromium;
before(async () => {
  site = await serve();
  chromium = await browser();
});

/** The rows of a table of the open data. */
function table(name) {
  const plan = JSON.parse(read("data/plan.json"));
  return plan.tables[name];
}

/** A reader at the start page, who counts the steps. */
async function reader() {
  const page = await chromium.newPage({ viewport: { width: 360, height: 800 } });
  await page.goto(site.url);
  let steps = 0;
  const loaded = () => page.waitForLoadState("load");
  return {
    page,
    steps: () => steps,
    async ask(question) {
      steps += 1;
      await page.fill("#site-q", question);
      await page.press("#site-q", "Enter");
      await page.waitForFunction(() => document.querySelector("#status")?.textContent);
    },
    async follow(link) {
      steps += 1;
      await link.first().click();
      await loaded();
    },
    async text() {
      return (await page.innerText("main")).replace(/\s+/g, "");
    },
  };
}

const commas = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
const budget = (rows) => rows.reduce((sum, row) => sum + (row.amount ?? 0), 0);
const ofYear = (policy) => table("budgets").filter((row) => row.policy_id === policy && row.kind === "budget" && row.year === 2024);

test("茂辺地の除雪はいくらかかる", async () => {
  const it = await reader();
  await it.ask("茂辺地の除雪はいくらかかる");
  await it.follow(it.page.locator("#results a, #near a", { hasText: "5-2-04" }));
  assert.ok((await it.text()).includes(commas(budget(ofYear("5-2-04")))), "the budget of the sheet about snow");
  assert.ok(it.steps() <= 3);
});

test("子どもの医療費助成はいくつまで", async () => {
  const it = await reader();
  await it.ask("子どもの医療費助成はいくつまで");
  await it.follow(it.page.locator("#results a, #near a"));
  assert.match(it.page.url(), /1-2-04/);
  assert.match(await it.text(), /(高校生|18歳|中学)/);
  assert.ok(it.steps() <= 3);
});

test("令和6年度の一番大きい事業は", async () => {
  const it = await reader();
  await it.ask("令和6年度の一番大きい事業は");
  await it.follow(it.page.locator("#results a"));
  const all = table("budgets").filter((row) => row.kind === "budget" && row.year === 2024);
  const largest = all.reduce((a, b) => ((b.amount ?? 0) > (a.amount ?? 0) ? b : a));
  await it.page.locator("#projects tbody tr:visible").first().waitFor();
  const first = await it.page.locator("#projects tbody tr:visible").first().innerText();
  assert.ok(first.includes(largest.project_name), first);
  assert.ok(it.steps() <= 3);
});

test("去年から減った予算は", async () => {
  const it = await reader();
  await it.ask("去年から減った予算は");
  await it.follow(it.page.locator("#results a"));
  assert.match(it.page.url(), /changes\/(index\.html)?#shrank$/);
  assert.ok(await it.page.locator("#shrank").isVisible());
  assert.match(await it.text(), /▲[\d,]+/);
  assert.ok(it.steps() <= 3);
});

test("評価Dの施策はどれ、なぜ", async () => {
  const it = await reader();
  await it.ask("評価Dの施策はどれ、なぜ");
  const rated = table("ratings").filter((row) => row.rating === "D" && row.year === 2023);
  const hits = await it.page.locator("#results a").allInnerTexts();
  for (const { policy_id } of rated) assert.ok(hits.some((hit) => hit.includes(policy_id)), policy_id);
  await it.follow(it.page.locator("#results a", { hasText: rated[0].policy_id }));
  assert.match(await it.text(), /課題/);
  assert.ok(it.steps() <= 3);
});

test("担当課に電話したい", async () => {
  const it = await reader();
  await it.ask("担当課に電話したい");
  const call = it.page.locator("#results a[href^='tel:']");
  if (await call.count() === 0) await it.follow(it.page.locator("#results a"));
  assert.ok(await it.page.locator("main a[href^='tel:']").count() > 0, "a number to call");
  assert.ok(it.steps() <= 3);
});

test("うちの町内会館は", async () => {
  const it = await reader();
  await it.ask("うちの町内会館は");
  await it.follow(it.page.locator("#results a"));
  assert.match(await it.text(), /町内会館/);
  assert.ok(it.steps() <= 3);
});

test("a place leads to what is done there, and its projects can be summed", async () => {
  const it = await reader();
  await it.ask("茂辺地の事業");
  await it.follow(it.page.locator("#results a", { hasText: /^茂辺地$/ }));
  const own = table("localities").filter((row) => row.locality_id === "moheji" && row.project_number);
  const said = await it.text();
  for (const { project_name } of own) assert.ok(said.includes(project_name), project_name);
  await it.follow(it.page.locator("a", { hasText: "並べ替えて見る" }));
  await it.page.waitForFunction(() => document.querySelector("[data-table] [role=status]")?.textContent);
  assert.equal(await it.page.locator("#projects tbody tr:visible").count(), own.length);
  assert.ok(it.steps() <= 3);
});
