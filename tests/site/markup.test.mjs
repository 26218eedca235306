// What every page is made of: its markup, its links, its words. H1, H2, H4, H5, H10.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { promisify } from "node:util";
import { browser, eachPage, none, pages, pagesOfPdf, read, route, serve, SITE } from "./support.mjs";

const VNU = new URL("node_modules/vnu-jar/build/dist/vnu.jar", import.meta.url).pathname;
const html = new Map(pages.map((page) => [page, read(page)]));

const attributes = (text, name) => [...text.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g"))].map((m) => m[1].replaceAll("&amp;", "&").replaceAll("&#x2F;", "/"));
const ids = new Map([...html].map(([page, text]) => [page, new Set(attributes(text, "id"))]));

let site;
let chromium;
before(async () => {
  site = await serve();
  chromium = await browser();
});

/** What is looked for in every page, scripts off. */
const looks = { tables, marks };

/** What each of them finds, by name. Every page is opened once, for all. */
let visited;
function found(name) {
  visited ??= visit();
  return visited.then((all) => all[name]);
}

async function visit() {
  const all = Object.fromEntries(Object.keys(looks).map((name) => [name, []]));
  const context = await chromium.newContext({ javaScriptEnabled: false });
  await eachPage(() => context.newPage(), pages, async (page, file) => {
    await page.goto(site.url + file);
    for (const [name, look] of Object.entries(looks)) {
      for (const finding of await page.evaluate(look)) all[name].push(`${file}: ${finding}`);
    }
  });
  await context.close();
  return all;
}

test("the Nu HTML checker finds no error and no warning on any page", { timeout: 900_000 }, async () => {
  // Over HTTP, because from a folder it takes the policy's 'self' for nothing at all.
  const addresses = pages.map((page) => site.url + page);
  const run = promisify(execFile)("java", ["-Dnu.validator.servlet.allow-forbidden-hosts=true", "-jar", VNU, "--format", "gnu", ...addresses], { maxBuffer: 1 << 26 });
  const { stderr } = await run.catch((error) => error);
  none(assert, stderr.split("\n").filter(Boolean), "messages");
});

test("H1: every page has its language, its own title, a description, one h1, no skipped level", () => {
  const titles = new Map();
  const wrong = [];
  for (const [page, text] of html) {
    if (!/<html lang="ja">/.test(text)) wrong.push(`${page}: no lang`);
    const title = /<title>([^<]+)<\/title>/.exec(text)?.[1];
    if (titles.has(title)) wrong.push(`${page}: same title as ${titles.get(title)}`);
    titles.set(title, page);
    if (!/<meta name="description" content="[^"]{10,}">/.test(text)) wrong.push(`${page}: no description`);
    const levels = [...text.matchAll(/<h([1-6])[\s>]/g)].map((m) => Number(m[1]));
    if (levels.filter((l) => l === 1).length !== 1) wrong.push(`${page}: not one h1`);
    levels.slice(0, -1).forEach((level, i) => { if (levels[i + 1] > level + 1) wrong.push(`${page}: h${level} then h${levels[i + 1]}`); });
  }
  none(assert, wrong, "pages");
});

test("H1: every page has landmarks and a skip link, and is reached by menu, search and site map", () => {
  const wrong = [];
  const map = read("sitemap.xml");
  const linked = new Set();
  for (const [page, text] of html) {
    for (const part of ["<header", "<nav", "<main id=\"main\"", "<footer", "href=\"#main\"", "role=\"search\""]) {
      if (!text.includes(part)) wrong.push(`${page}: no ${part}`);
    }
    for (const href of attributes(text, "href")) {
      if (!/^[a-z]+:/.test(href)) linked.add(path.posix.join(path.posix.dirname(page), href.split("#")[0] || path.basename(page)));
    }
  }
  const index = read("search/index.js");
  for (const page of pages.filter((p) => p !== "404.html")) {
    if (!map.includes(`/r6/${route(page)}</loc>`)) wrong.push(`${page}: not in the site map`);
    if (!linked.has(page)) wrong.push(`${page}: no link leads there`);
    if (/^policies\/.+\//.test(page) && !index.includes(`"${route(page)}"`)) wrong.push(`${page}: not in the search`);
  }
  none(assert, wrong, "findings");
});

test("every page tells its permanent address to those who share it", () => {
  const wrong = [];
  for (const [page, text] of html) {
    if (page === "404.html") continue;
    const canonical = /<link rel="canonical" href="([^"]+)">/.exec(text)?.[1] ?? "";
    if (!canonical.endsWith(`/r6/${route(page)}`)) wrong.push(`${page}: canonical ${canonical}`);
    for (const property of ["og:title", "og:description", "og:url", "og:site_name", "og:type"]) {
      if (!text.includes(`<meta property="${property}" content="`)) wrong.push(`${page}: no ${property}`);
    }
  }
  none(assert, wrong, "findings");
});

function tables() {
  return [...document.querySelectorAll("table")].flatMap((table) => {
    const name = table.caption?.textContent.trim().slice(0, 30);
    const wrong = [];
    if (!name) wrong.push("a table without a caption");
    if ([...table.querySelectorAll("th")].some((th) => !th.scope)) wrong.push(`${name}: th without scope`);
    if ([...(table.tHead?.rows ?? [])].some((row) => [...row.cells].some((cell) => cell.tagName !== "TH"))) wrong.push(`${name}: head`);
    for (const row of [...table.tBodies].flatMap((body) => [...body.rows])) {
      if (!row.querySelector("th[scope=row], th[scope=rowgroup]")) wrong.push(`${name}: a row without its header`);
    }
    const region = table.closest("[role=region][tabindex='0'][aria-labelledby]");
    if (table.rows[0].cells.length > 2 && !region) wrong.push(`${name}: no region`);
    return wrong;
  });
}

test("H2: data tables have header cells on both axes, a caption, and a region of their own to scroll in", async () => {
  none(assert, await found("tables"), "findings");
});

function marks() {
  return [
    ...[...document.querySelectorAll(".rating, .progress")].filter((e) => !e.querySelector(".word")?.textContent.trim()).map(() => "a mark without its word"),
    ...[...document.querySelectorAll(".letter")].filter((e) => !e.textContent.trim()).map(() => "a colour without its letter"),
    ...[...document.querySelectorAll("svg:not([aria-hidden=true])")].flatMap((e) => {
      const said = (e.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => e.querySelector(`#${CSS.escape(id)}`)?.textContent ?? "");
      return e.getAttribute("role") === "img" && said.length === 2 && said.every((words) => words.length > 3) && /\d/.test(said[1]) ? [] : ["a drawing without an alternative"];
    }),
    ...[...document.querySelectorAll("svg:not(.key)")].filter((e) => {
      const place = (e.closest("tr, li, .summary, section") ?? e.parentElement).cloneNode(true);
      for (const drawing of place.querySelectorAll("svg")) drawing.remove();
      return !/\d/.test(place.textContent);
    }).map((e) => `${e.getAttribute("class")} without its numbers`),
  ];
}

test("H4: ratings and progress are words beside their colour; every drawing stands beside what it shows", async () => {
  none(assert, await found("marks"), "findings");
});

test("H5: no pictures of text; links say where they lead; links to files name format and size", () => {
  const wrong = [];
  for (const [page, text] of html) {
    if (/<img\b/.test(text)) wrong.push(`${page}: a picture`);
    for (const [, tag, inner] of text.matchAll(/<a\b([^>]*)>([\s\S]*?)<\/a>/g)) {
      const words = inner.replace(/<[^>]+>/g, "").trim();
      const [href] = attributes(tag, "href");
      if (!words || /^(こちら|ここ|詳細|もっと見る|click here)$/.test(words)) wrong.push(`${page}: a link called "${words}"`);
      if (/\.pdf(#|$)/.test(href) && !/PDF [\d.]+ [KM]B/.test(words)) wrong.push(`${page}: ${words}`);
      if (/\.(csv|xlsx|jsonld?)$/.test(href) && !/(CSV|XLSX|Excel|JSON)/.test(words)) wrong.push(`${page}: ${words}`);
    }
  }
  none(assert, wrong, "links");
});

test("H10: every page leads to the accessibility statement and to whom to ask, at the same place", () => {
  const wrong = [];
  for (const [page, text] of html) {
    const footer = text.slice(text.indexOf("<footer"));
    if (!/href="[^"]*about\/index\.html#accessibility"/.test(footer)) wrong.push(`${page}: no statement`);
    if (!/href="mailto:/.test(footer) || !/href="tel:/.test(footer)) wrong.push(`${page}: no contact`);
    if (!/rel="license"/.test(footer)) wrong.push(`${page}: no licence`);
  }
  const about = html.get("about/index.html");
  for (const word of ["JIS X 8341-3:2016", "適合レベルAA", "出典：", "対象になりません", "お問い合わせ"]) {
    if (!about.includes(word)) wrong.push(`about: no ${word}`);
  }
  none(assert, wrong, "findings");
});

/** Whether a page has what an address chooses in its table: a choice, or a column to sort by. */
function isChoice(page, query) {
  const text = read(page);
  return [...new URLSearchParams(query)].every(([name, value]) => {
    if (name === "sort") return text.includes(`data-key="${value.replace(/^-/, "")}"`);
    const choices = text.split(`name="${name}"`)[1]?.split("</select>")[0] ?? "";
    return choices.includes(`value="${value}"`);
  });
}

test("no id stands twice, no link or fragment leads nowhere, into the PDF included", () => {
  const wrong = [];
  const lengths = new Map();
  for (const [page, text] of html) {
    const all = attributes(text, "id");
    for (const id of new Set(all.filter((id, i) => all.indexOf(id) !== i))) wrong.push(`${page}: two #${id}`);
    for (const reference of [...attributes(text, "aria-labelledby").flatMap((all) => all.split(" ")), ...attributes(text, "aria-describedby"), ...attributes(text, "for")]) {
      if (!ids.get(page).has(reference)) wrong.push(`${page}: names #${reference}`);
    }
    for (const href of [...attributes(text, "href"), ...attributes(text, "src"), ...attributes(text, "action")]) {
      if (/^(https?|mailto|tel):/.test(href)) continue;
      // The page for what is not found names the site's own place.
      const own = href.startsWith("/jisshi-keikaku/r6/") && page === "404.html" ? href.slice("/jisshi-keikaku/r6/".length) : href;
      const [address, fragment] = own.split("#");
      const [file, query] = address.split("?");
      const target = file === "" ? page : path.posix.join(own === href ? path.posix.dirname(page) : "", file);
      if (target.startsWith("..") || own.startsWith("/")) wrong.push(`${page}: leads out by ${href}`);
      else if (!fs.existsSync(path.join(SITE, target))) wrong.push(`${page}: ${href}`);
      else if (target.endsWith(".pdf") && fragment) {
        if (!lengths.has(target)) lengths.set(target, pagesOfPdf(target));
        const number = Number(/^page=(\d+)$/.exec(fragment)?.[1]);
        if (!(number >= 1 && number <= lengths.get(target))) wrong.push(`${page}: ${href}`);
      } else if (query && !isChoice(target, query)) wrong.push(`${page}: no choice ${href}`);
      else if (fragment && !ids.get(target)?.has(decodeURIComponent(fragment))) wrong.push(`${page}: no ${href}`);
    }
  }
  none(assert, wrong, "links");
  assert.equal(lengths.size, 1, "links into the PDF were looked at");
});

test("the search leads to places that are there", () => {
  const { records } = JSON.parse(read("search/index.js").replace(/^window\.planbookIndex = /, "").replace(/;\n$/, ""));
  const wrong = records.filter(({ r }) => {
    const [address, fragment] = r.split("#");
    const [at, query] = address.split("?");
    if (query && !isChoice(`${at}index.html`, query)) return true;
    return !ids.has(`${at}index.html`) || (fragment && !ids.get(`${at}index.html`).has(fragment));
  });
  none(assert, wrong.map((record) => record.r), "records");
  assert.ok(records.length > 700);
});
