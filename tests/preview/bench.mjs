// How fast a saved file is seen: run by hand, `node tests/preview/bench.mjs`, with a release
// build (PLANBOOK=target/release/planbook). 128 sheets, a real browser. Prints medians in
// milliseconds: to the open page; to the sheet's PDF; and what a watching typesetter by itself
// takes for the same job. Each edit begins when all of the one before is made.

import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { book, browser, open, serve } from "./support.mjs";

const TIMES = Number(process.env.TIMES ?? 25);
const POLICY = "content/policies/1/1-2-03";

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** When nothing of an earlier edit is being made any more. */
async function settled() {
  await pause(300);
  while (!(await served.status()).open_data_ready) await pause(20);
  await pause(300);
}

const own = book();
const served = await serve(own.folder);
const chrome = await browser();
const page = await open(await chrome.newContext({ viewport: { width: 1280, height: 800 } }), `${served.url}policies/1-2-03/`);

/** When the open page shows `words`. */
const shown = (words) => page.evaluate((what) => new Promise((done) => {
  const look = () => document.querySelector("main").textContent.includes(what);
  const watch = new MutationObserver(() => {
    if (look()) {
      watch.disconnect();
      done(Date.now());
    }
  });
  watch.observe(document.documentElement, { subtree: true, childList: true, characterData: true });
  if (look()) done(Date.now());
}), words);

async function html(name, file, edit) {
  const text = own.read(file);
  const times = [];
  for (let n = 0; n < TIMES; n += 1) {
    const words = String(700_000 + n * 7);
    const seen = shown(name === "figure" ? `${words.slice(0, 3)},${words.slice(3)}` : `計測${words}`);
    await pause(30);
    const next = edit(text, words);
    const began = Date.now();
    own.write(file, next);
    times.push(await seen - began);
    await settled();
  }
  own.write(file, text);
  await settled();
  console.log(`${name.padEnd(12)} median ${median(times)} ms  (${Math.min(...times)}–${Math.max(...times)})`);
}

await html("figure", `${POLICY}.yaml`, (text, words) => text.replace(/settlement: \{([^}]*)R5: \d+/, `settlement: {$1R5: ${words}`));
await html("paragraph", `${POLICY}.md`, (text, words) => text.replace("\n\n", `\n\n計測${words} `));
await html("template", "themes/standard/site/templates/policy.html", (text, words) => text.replace("{{ policy.title }}</h1>", `{{ policy.title }}計測${words}</h1>`));

// The sheet's PDF.
const status = served.status;
while (!((await status()).sheet?.pages > 0)) await pause(50);
const md = own.read(`${POLICY}.md`);
const phases = { read: [], written: [], made: [] };
for (let n = 0; n < TIMES; n += 1) {
  const before = await status();
  const began = Date.now();
  own.write(`${POLICY}.md`, md.replace("\n\n", `\n\n計測${n} `));
  const until = async (phase, is) => {
    while (!is(await status())) await pause(3);
    phases[phase].push(Date.now() - began);
  };
  await until("read", (now) => now.revision > before.revision);
  await until("written", ({ sheet }) => sheet.busy || sheet.version > before.sheet.version);
  await until("made", ({ sheet }) => sheet.version > before.sheet.version);
  await settled();
}
const told = Object.entries(phases).map(([phase, times]) => `${phase} ${median(times)}`).join(", ");
console.log(`sheet PDF    median ${median(phases.made)} ms  (${Math.min(...phases.made)}–${Math.max(...phases.made)}; ${told})`);

// The same job under a typesetter that watches it and nothing else.
const room = fs.readdirSync(served.temp).find((name) => name.startsWith("planbook-preview-"));
const stage = fs.readdirSync(path.join(served.temp, room)).find((name) => name.startsWith("sheet-"));
const alone = path.join(own.folder, "alone");
fs.cpSync(path.join(served.temp, room, stage), alone, { recursive: true });
await page.close();
await chrome.close();
await served.close();
const typst = spawn("typst", ["watch", "--diagnostic-format", "short", "--root", ".", "--pdf-standard", "ua-1,a-3a",
  "--features", "a11y-extras", "theme/main.typ", "alone.pdf"], { cwd: alone, stdio: ["ignore", "ignore", "pipe"] });
let made = () => {};
typst.stderr.on("data", (bytes) => { if (/compiled success/.test(bytes)) made(Date.now()); });
await new Promise((done) => { made = done; });
const json = fs.readFileSync(path.join(alone, "view.json"), "utf8");
const took = [];
for (let n = 0; n < TIMES; n += 1) {
  await pause(400);
  const done = new Promise((set) => { made = set; });
  const began = Date.now();
  fs.writeFileSync(path.join(alone, "view.json"), json.replace(/計測\d+/g, `計測${n + 100}`));
  took.push(await done - began);
}
typst.kill();
console.log(`typst watch  median ${median(took)} ms  (${Math.min(...took)}–${Math.max(...took)})`);
await own.close();
