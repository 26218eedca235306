// The search: what is found, how it is narrowed, and that everyone can use it.

import assert from "node:assert/strict";
import fs from "node:fs";
import { before, test } from "node:test";
import { browser, read, serve } from "./support.mjs";

await import(new URL("../../themes/standard/site/assets/fold.js", import.meta.url));
await import(new URL("../../themes/standard/site/assets/words.js", import.meta.url));
await import(new URL("../../themes/standard/site/assets/query.js", import.meta.url));
const { forms, has, places, spans, words } = globalThis.planbookFold;
const cases = JSON.parse(fs.readFileSync(new URL("fold-cases.json", import.meta.url), "utf8"));
const index = JSON.parse(read("search/index.js").replace(/^window\.planbookIndex = /, "").replace(/;\n$/, ""));
const { records } = index;
const { searcher, kana, distance } = globalThis.planbookQuery;
const { readingsIn, segment } = globalThis.planbookWords;
const search = searcher(index);

test("what is meant alike is found alike", () => {
  for (const { text, finds, misses } of cases) {
    const finding = (query) => words(query).every((word) => has(forms(text), word));
    for (const query of finds) assert.ok(finding(query), `${query} finds ${text}`);
    for (const query of misses) assert.ok(!finding(query), `${query} does not find ${text}`);
  }
});

test("what is found is marked, whole characters at a time", () => {
  const marked = (text, query) => spans(text, words(query)).map(([a, b]) => text.slice(a, b));
  assert.deepEqual(marked("ｶﾞｲﾄﾞと子供とこども", "ガイド こども"), ["ｶﾞｲﾄﾞ", "子供", "こども"]);
  assert.deepEqual(marked("葛󠄀西さん", "葛西"), ["葛󠄀西"]);
  assert.deepEqual(marked("㈱北斗", "(株)"), ["㈱"]);
});

test("folding with places folds every text of the book as folding does", () => {
  for (const record of records) {
    for (const text of [record.t, record.w ?? "", ...record.x]) {
      assert.deepEqual(places(text).map((form) => form.text), forms(text), text);
    }
  }
});

/** What is found first for a query: `5-2-04`, `section:kodomo`, `theme:1`, `indicator:1-2-a`, `overview`. */
function firsts(query, many = 3) {
  const { hits, near } = search.ask(query);
  return [...hits, ...near].slice(0, many).map(({ record: { k, id, r } }) => {
    if (k === "s") return `section:${id}`;
    if (k === "i") return `indicator:${id}`;
    if (k === "l") return `place:${id}`;
    if (k === "h") return `theme:${/#theme-(\d+)/.exec(r)[1]}`;
    return k === "t" ? id : /policies\/([^/]+)\//.exec(r)[1];
  });
}

test("what residents ask finds its page among the first three, 95 times of 100", () => {
  const questions = JSON.parse(fs.readFileSync(new URL("questions.json", import.meta.url), "utf8"));
  assert.ok(questions.length >= 100);
  const kinds = new Map();
  const missed = questions.filter(({ kind, q, want }) => {
    const isFound = firsts(q).some((page) => want.includes(page));
    const [found, all] = kinds.get(kind) ?? [0, 0];
    kinds.set(kind, [found + Number(isFound), all + 1]);
    return !isFound;
  });
  const misses = missed.map(({ q, want }) => `${q}: ${firsts(q).join(" ")} instead of ${want.join(" ")}`);
  console.log([...kinds].map(([kind, [found, all]]) => `${kind} ${found}/${all}`).join(", "));
  assert.ok(missed.length <= 0.05 * questions.length, misses.join("\n"));
});

test("what has one of the words in its title stands below the few that have all", () => {
  const { hits, near } = search.ask("図書館の休館日");
  assert.ok(hits.length < 3 && hits.every(({ record }) => record.id !== "2-3-02"));
  assert.ok(near.some(({ record: { k, id } }) => k === "p" && id === "2-3-02"));
});

test("of a compound, its longest part in a title is found", () => {
  assert.ok(firsts("新函館北斗駅前の開発").includes("5-1-02"), firsts("新函館北斗駅前の開発").join(" "));
});

test("ways of asking for the same find the same", () => {
  for (const [one, other] of [
    ["除雪", "じょせつ"], ["除雪", "josetsu"], ["除雪", "雪かき"], ["5-2-04", "5-2-4"], ["5-2-04", "5ー2ー4"],
    ["ファミリー・サポート", "ファミサポ"], ["コミュニティスクール", "コミュニティ・スクール"], ["1人1台", "一人一台"],
    ["子ども医療費", "こども医療費"], ["町内会館", "うちの町内会館は"], ["図書館", "図書館はどこ？"],
  ]) {
    assert.deepEqual(firsts(other, 1), firsts(one, 1), `${other} as ${one}`);
  }
  assert.ok(search.ask("評価D").hits.length > 0);
  assert.ok(search.ask("評価Dはどれ").hits.every(({ record }) => record.a === "D"));
  assert.deepEqual(search.ask("除説").meant.slice(0, 1), ["除雪"]);
  for (const nothing of ["", "  "]) assert.equal(search.ask(nothing).hits.length, records.length);
  for (const nonsense of ["ぬぬぬぬ", "qqqq", "????", "鰯鰯鰯"]) assert.equal(search.ask(nonsense).hits.length, 0, nonsense);
});

test("no sign that is typed breaks the search", () => {
  const signs = [..."[]{}()*+?.^$|\\/\"'`<>#%&=~@-_,;:!ー・々〇ヶ\u0000\ud83d\ude00"];
  for (const sign of signs) {
    for (const query of [sign, `除雪${sign}`, `${sign}除雪`, `大${sign}雪の道`, `5${sign}2`, `バス${sign}停`, `令和6${sign}年度の除雪`]) {
      assert.ok(Array.isArray(search.ask(query).hits), query);
    }
  }
});

test("a pasted page is read as far as a question goes", () => {
  const long = "道路の除雪と公園の遊具について教えてください".repeat(2000);
  assert.deepEqual(search.ask(long).words, search.ask(long.slice(0, 120)).words);
});

test("a short word in katakana is not found across the borders of words", () => {
  const record = (t, x) => ({ k: "j", id: "1-1-01", t, r: "policies/1-1-01/", g: "1", w: "", x: [x] });
  const small = searcher({ records: [record("道路の改良", "駅の近くまで広げます"), record("クマの対策", "山に近い所"), record("見守り", "くまの出る所を回ります")] });
  assert.deepEqual(small.ask("クマ").hits.map(({ record: { t } }) => t).sort(), ["クマの対策", "見守り"].sort());
});

test("numbers, words in Latin letters and in katakana are not cut, nor found within others", () => {
  const record = (t, x) => ({ k: "j", id: "1-1-01", t, r: "policies/1-1-01/", g: "1", w: "", x: [x] });
  const small = searcher({ synonyms: [["赤ちゃん", "0歳"]], records: [
    record("健診", "40歳から受けます"), record("相談", "0歳から受けます"), record("路線バスの補助", "LEDsをつけます"), record("会議", "PDCAサイクル"),
  ] });
  const titles = (query) => small.ask(query).hits.map(({ record: { t } }) => t);
  assert.deepEqual(titles("赤ちゃん"), ["相談"]);
  assert.deepEqual(titles("0歳"), ["相談"]);
  assert.deepEqual(titles("40歳"), ["健診"]);
  assert.deepEqual(titles("コミュニティーバス"), ["路線バスの補助"]);
  assert.deepEqual(titles("SDGs"), []);
  const piece = (chunk, words) => segment(chunk, { isKnown: (it) => words.includes(it), isWord: () => false, isRun: (it) => words.includes(it), isBeginning: (it) => it !== "務員" }).words;
  assert.deepEqual(piece("コミュニティーバス", ["バス", "ミュ"]), ["バス"]);
  assert.deepEqual(piece("公務員になる", ["務員"]), []);
});

test("years, numbers of policies and ratings are understood however they are written", () => {
  for (const [one, other] of [["2024年度", "令和6年度"], ["2019年", "令和元年"], ["平成31年度", "R1"], ["1989年", "平成元年"]]) {
    assert.equal(forms(one)[1].replace("度", ""), forms(other)[1].replace("度", ""), `${one} as ${other}`);
  }
  for (const typed of ["5-2-4", "5の2の4", "５ノ２ノ４", "5.2.4", "5 - 2 - 4"]) assert.deepEqual(firsts(typed, 1), ["5-2-04"], typed);
  const rated = (query) => [...new Set(search.ask(query).hits.map(({ record }) => record.a))];
  for (const worst of ["一番悪い評価は何", "評価がいちばん低い施策", "D評価", "D判定の施策"]) assert.deepEqual(rated(worst), ["D"], worst);
  assert.deepEqual(rated("評価の高い福祉の施策"), ["A"]);
  // By what the scale says it means, where it says that of no other.
  assert.deepEqual(rated("成果が得られなかった施策はどれ"), ["D"]);
});

test("readings of compounds follow from the readings of names, where they are certain", () => {
  assert.deepEqual(readingsIn("定住マイホーム応援補助金", "ていじゅうまいほーむおうえんほじょきん"), [["定住", "ていじゅう"], ["応援補助金", "おうえんほじょきん"]]);
  assert.deepEqual(readingsIn("町のひとりの日", "まちのひとりのひ"), []);
  assert.deepEqual(readingsIn("LED照明整備事業", "えるいーでぃーしょうめいせいびじぎょう"), []);
});

test("Latin letters are read as kana, and distances are exact", () => {
  for (const [latin, read] of [["josetsu", "じょせつ"], ["gakkou", "がっこう"], ["shinkansen", "しんかんせん"], ["kyuushoku", "きゅうしょく"], ["onna", "おんな"], ["xyz", undefined]]) {
    assert.equal(kana(latin), read, latin);
  }
  assert.equal(distance("除説", "除雪", 1), 1);
  assert.equal(distance("図書官", "図書館", 1), 1);
  assert.equal(distance("かきく", "かく", 1), 1);
  assert.equal(distance("かきくけ", "さし", 1), 2);
});

let site;
let chromium;
before(async () => {
  site = await serve();
  chromium = await browser();
});

/** The page after a search, with what it says. */
async function searched(address) {
  const page = await chromium.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${site.url}search/${address}`);
  await page.waitForFunction(() => document.querySelector("#status").textContent !== "");
  return page;
}
const titles = (page) => page.$$eval("#results a", (links) => links.map((a) => a.textContent));
const count = async (page) => Number(/に(\d+)件/.exec(await page.textContent("#status"))?.[1] ?? 0);

test("each way of writing finds the same policy", async () => {
  for (const query of ["子育て", "支援 子育て", "ｺｿﾀﾞﾃ", "子育て　サービス"]) {
    const page = await searched(`?q=${encodeURIComponent(query)}&kind=p`);
    assert.ok((await titles(page)).some((title) => title.includes("子育て支援サービスの充実")), query);
    await page.close();
  }
  const counts = [];
  for (const query of ["こども", "子ども", "子供"]) {
    const page = await searched(`?q=${encodeURIComponent(query)}`);
    counts.push(await count(page));
    await page.close();
  }
  assert.ok(counts[0] > 0 && new Set(counts).size === 1, String(counts));
  const station = await searched(`?q=${encodeURIComponent("北斗駅")}`);
  assert.ok((await station.textContent("#results")).includes("新函館北斗駅"));
  await station.close();
});

test("it answers from the first character, and several words narrow", async () => {
  const page = await chromium.newPage();
  await page.goto(`${site.url}search/`);
  await page.focus("#q");
  await page.keyboard.type("子");
  await page.waitForSelector("#results li");
  await page.waitForFunction(() => /に\d+件/.test(document.querySelector("#status").textContent));
  const one = await count(page);
  await page.keyboard.type("育て 相談");
  await page.waitForFunction(() => document.querySelector("#status").textContent.includes("相談"));
  const two = await count(page);
  assert.ok(two > 0 && two < one, `${two} of ${one}`);
  await page.close();
});

test("choices narrow, their counts are true, and the address brings everything back", async () => {
  const page = await searched("?q=%E6%95%B4%E5%82%99");
  const all = await count(page);
  const goal = page.locator("label.facet", { has: page.locator("input[name=goal][value='3']") });
  const promised = Number((await goal.locator(".facet-count").textContent()).replace("件", ""));
  assert.ok(promised > 0 && promised < all);
  await goal.locator("input").check();
  await page.waitForFunction((n) => document.querySelector("#status").textContent.includes(`に${n}件`), promised);
  assert.match(page.url(), /\?q=.*&goal=3$/);
  await page.reload();
  await page.waitForFunction((n) => document.querySelector("#status").textContent.includes(`に${n}件`), promised);
  assert.ok(await goal.locator("input").isChecked());
  await page.close();
});

test("going back undoes a choice", async () => {
  const page = await searched("?q=%E6%95%B4%E5%82%99");
  const all = await count(page);
  await page.check("input[name=rating][value=A]");
  await page.waitForFunction((n) => !document.querySelector("#status").textContent.includes(`に${n}件`), all);
  await page.goBack();
  await page.waitForFunction((n) => document.querySelector("#status").textContent.includes(`に${n}件`), all);
  assert.ok(!await page.isChecked("input[name=rating][value=A]"));
  await page.close();
});

test("every choice alone gives what the index holds", async () => {
  for (const [query, held] of [
    ["kind=i", (r) => r.k === "i"],
    ["rating=D&kind=p", (r) => r.k === "p" && r.a === "D"],
    ["theme=1&kind=p", (r) => r.k === "p" && r.m?.includes("1")],
    ["section=kodomo&kind=j", (r) => r.k === "j" && r.s?.includes("kodomo")],
    [`direction=${encodeURIComponent("新規")}&kind=j`, (r) => r.k === "j" && r.d.includes("新規")],
  ]) {
    const page = await searched(`?${query}`);
    assert.equal(await count(page), records.filter(held).length, query);
    await page.close();
  }
});

test("H6: the keyboard alone searches, narrows, goes on and opens a result; ears are told the count", async () => {
  const page = await chromium.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(site.url);
  await page.focus("#site-q");
  await page.keyboard.type("整備");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#results li");
  assert.equal(await page.getAttribute("#status", "role"), "status");
  await page.focus("#q");
  await page.keyboard.press("Tab"); // the button
  await page.keyboard.press("Tab"); // the first hit
  const isHit = () => page.evaluate(() => document.activeElement.closest("#results li") === document.querySelector("#results li"));
  assert.ok(await isHit(), "the first hit is two steps from the words");
  await page.focus(".facets summary");
  await page.keyboard.press("Tab"); // the first choice
  await page.keyboard.press("Space");
  await page.waitForFunction(() => /主要施策\d+件）/.test(document.querySelector("#status").textContent));
  await page.focus("#more");
  const before = await page.locator("#results li").count();
  await page.keyboard.press("Enter");
  assert.ok(await page.evaluate((n) => document.activeElement.closest("li") === document.querySelectorAll("#results li")[n], before), "focus is on the first new result");
  await page.keyboard.press("Enter");
  await page.waitForURL(/policies\/[\d-]+\/index\.html/);
  await page.close();
});

test("what is typed is words, never markup, and nothing found is said kindly", async () => {
  const page = await searched(`?q=${encodeURIComponent("<img src=x onerror=alert(1)>")}`);
  assert.match(await page.textContent("#status"), /当てはまるものはありません/);
  assert.equal(await page.locator("main img").count(), 0);
  await page.close();
});
