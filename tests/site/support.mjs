// The finished site served over HTTP as a city's server would, a browser to look at it
// with, and the list of its pages.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { browser, closing } from "./browser.mjs";

export { browser };

/** The publication that is looked at: `make test-site` builds it there. */
export const SITE = path.resolve(process.env.PLANBOOK_SITE ?? new URL("../../target/site", import.meta.url).pathname);

/** Every HTML page by its path from the root of the site, the start page first. */
export const pages = fs.readdirSync(SITE, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".html"))
  .map((entry) => path.relative(SITE, path.join(entry.parentPath, entry.name)))
  .sort((a, b) => a.split("/").length - b.split("/").length || a.localeCompare(b));

/** The file at a path of the site. */
export const read = (file) => fs.readFileSync(path.join(SITE, file), "utf8");

/** The folders of kinds of which there are many pages. */
const MANY = ["indicators", "places", "policies", "sections"];

/** The page of a kind with most in it. */
const largest = (folder) => pages.filter((page) => page.startsWith(`${folder}/`) && page.split("/").length > 2)
  .sort((a, b) => read(b).length - read(a).length).slice(0, 1);

/** One page of each kind: every page that exists once, and the largest of those that there are many of. */
export const kinds = pages.filter((page) => page.split("/").length < 3 || !MANY.includes(page.split("/")[0]))
  .concat(MANY.flatMap(largest));

/** What is at an address within the site. */
export const route = (page) => page.replace(/(^|\/)index\.html$/, "$1");

const TYPES = {
  html: "text/html; charset=utf-8", css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml", xml: "application/xml", pdf: "application/pdf", json: "application/json",
};

/** Serves the site below a sub-folder, compressed, as on the city's server, until the test file ends. */
export async function serve() {
  const folder = "/jisshi-keikaku/r6/";
  const server = http.createServer((request, response) => {
    let name = decodeURIComponent(new URL(request.url, "http://host").pathname);
    if (!name.startsWith(folder)) {
      response.writeHead(404).end();
      return;
    }
    name = name.slice(folder.length);
    if (name === "" || name.endsWith("/")) name += "index.html";
    const file = path.join(SITE, name);
    if (!file.startsWith(SITE) || !fs.existsSync(file) || fs.statSync(file).isDirectory()) {
      response.writeHead(404, { "content-type": TYPES.html }).end(read("404.html"));
      return;
    }
    const type = TYPES[name.split(".").pop()] ?? "application/octet-stream";
    const bytes = fs.readFileSync(file);
    const headers = { "content-type": type, "cache-control": "max-age=600" };
    if (/text|svg|json|xml/.test(type)) {
      response.writeHead(200, { ...headers, "content-encoding": "gzip", vary: "accept-encoding" }).end(gzipSync(bytes));
    } else {
      response.writeHead(200, headers).end(bytes);
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${server.address().port}${folder}`;
  return closing({ url, close: () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); }) });
}

/** Calls `work` for each item, a few at a time. */
export async function each(items, work, atOnce = 3) {
  await eachPage(async () => ({ close: async () => {} }), items, (_, item) => work(item), atOnce);
}

/** Calls `work` with a page and each item, a few at a time. Pages are opened with `open` and used again: to open one costs a window. */
export async function eachPage(open, items, work, atOnce = 2) {
  const queue = [...items];
  await Promise.all(Array.from({ length: atOnce }, async () => {
    const page = await open();
    while (queue.length > 0) await work(page, queue.shift());
    await page.close();
  }));
}

/** What poppler says of the publication's PDF at a path of the site. */
export function pagesOfPdf(file) {
  const info = execFileSync("pdfinfo", [path.join(SITE, file)], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return Number(/^Pages:\s+(\d+)/m.exec(info)[1]);
}

/** Fails with every finding at once. */
export function none(assert, findings, what) {
  assert.equal(findings.length, 0, `${findings.length} ${what}:\n${findings.slice(0, 40).join("\n")}`);
}
