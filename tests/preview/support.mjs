// A preview of a book of one's own, and a browser to look at it with.

import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { browser, closing } from "../site/browser.mjs";

export { browser, closing };

const ROOT = path.resolve(new URL("../..", import.meta.url).pathname);

/** The program that is looked at. */
export const PLANBOOK = path.resolve(process.env.PLANBOOK ?? path.join(ROOT, "target/debug/planbook"));

/** A copy of the sample book, to write in; removed when the test file ends. */
export function book() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "planbook-book-"));
  for (const name of ["content", "themes"]) fs.cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  const at = (name) => path.join(folder, name);
  return closing({
    folder,
    at,
    read: (name) => fs.readFileSync(at(name), "utf8"),
    write: (name, text) => fs.writeFileSync(at(name), text),
    /** Replaces what is there once; what puts it back is returned. */
    edit(name, from, to) {
      const text = fs.readFileSync(at(name), "utf8");
      if (!(from instanceof RegExp ? from.test(text) : text.includes(from))) throw new Error(`${name} has no ${from}`);
      fs.writeFileSync(at(name), text.replace(from, to));
      return () => fs.writeFileSync(at(name), text);
    },
    close: async () => fs.rmSync(folder, { recursive: true, force: true }),
  });
}

/** Starts a preview of the book in `folder`, which ends when the test file does. */
export async function serve(folder, ...options) {
  const temp = fs.mkdtempSync(path.join(os.tmpdir(), "planbook-temp-"));
  const child = spawn(PLANBOOK, ["-C", folder, "serve", "--port", "0", ...options], {
    env: { ...process.env, TMPDIR: temp }, stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = new Promise((done) => { child.on("exit", done); });
  const served = closing({
    temp,
    status: async () => (await fetch(`${served.url}__preview/status.json`)).json(),
    async close() {
      child.kill("SIGINT");
      await ended;
      fs.rmSync(temp, { recursive: true, force: true });
    },
  });
  let said = "";
  served.url = await new Promise((found, failed) => {
    child.stdout.on("data", (bytes) => {
      said += bytes;
      const address = /http:\/\/[^\s（]+/.exec(said);
      if (address) found(new URL(address[0]).origin + "/");
    });
    child.on("error", failed);
    child.on("exit", (code) => failed(new Error(`planbook serve ended with ${code}`)));
  });
  return served;
}

/** Opens a page of the preview and waits until it listens. */
export async function open(context, url) {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => { if (/Content Security Policy|Refused/.test(message.text())) errors.push(message.text()); });
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector("planbook-preview")?.dataset.revision);
  return Object.assign(page, { errors });
}
