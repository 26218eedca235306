// A book of `planbook init` in an editor: the YAML language server that editors use, over stdio, with the settings
// that init wrote. No source names its schema in this test.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

const root = path.resolve(new URL("../../", import.meta.url).pathname);
const PLANBOOK = path.resolve(process.env.PLANBOOK ?? path.join(root, "target/debug/planbook"));
const SERVER = new URL("node_modules/yaml-language-server/bin/yaml-language-server", import.meta.url).pathname;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "planbook-editor-"));
const book = path.join(folder, "book");
const uri = (name) => pathToFileURL(path.join(book, name)).href;

let server;
const answers = new Map();
const found = new Map();
let sent = 0;

function send(message) {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}
const request = (method, params) => new Promise((done, failed) => {
  const id = ++sent;
  const limit = setTimeout(() => failed(new Error(`${method} has no answer`)), 60_000);
  answers.set(id, (message) => {
    clearTimeout(limit);
    if (message.error) failed(new Error(JSON.stringify(message.error)));
    else done(message.result);
  });
  send({ id, method, params });
});

/** The settings of the book, as an editor gives them: names of files below the book. */
function settings() {
  const own = JSON.parse(fs.readFileSync(path.join(book, ".vscode/settings.json"), "utf8"));
  const yaml = { validate: true, completion: true, hover: true, schemas: {} };
  for (const [name, value] of Object.entries(own)) {
    if (name === "yaml.schemas") yaml.schemas = value;
    else if (name === "yaml.schemaStore.enable") yaml.schemaStore = { enable: value };
  }
  return { yaml };
}

function receive(message) {
  if (message.id !== undefined && message.method === undefined) {
    answers.get(message.id)?.(message);
    answers.delete(message.id);
  } else if (message.method === "workspace/configuration") {
    const all = { ...settings(), "[yaml]": {}, editor: {}, files: {}, http: {} };
    send({ id: message.id, result: message.params.items.map((item) => all[item.section] ?? null) });
  } else if (message.id !== undefined) {
    send({ id: message.id, result: null });
  } else if (message.method === "textDocument/publishDiagnostics") {
    found.set(message.params.uri, message.params.diagnostics);
  }
}

before(async () => {
  execFileSync(PLANBOOK, ["init", book]);
  execFileSync(PLANBOOK, ["-C", book, "ids"]);
  execFileSync(PLANBOOK, ["-C", book, "schema"]);
  server = spawn(process.execPath, [SERVER, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  let waiting = Buffer.alloc(0);
  server.stdout.on("data", (bytes) => {
    waiting = Buffer.concat([waiting, bytes]);
    for (;;) {
      const head = waiting.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(waiting.subarray(0, head).toString())[1]);
      if (waiting.length < head + 4 + length) return;
      receive(JSON.parse(waiting.subarray(head + 4, head + 4 + length).toString()));
      waiting = waiting.subarray(head + 4 + length);
    }
  });
  const workspace = { uri: pathToFileURL(book).href, name: "book" };
  await request("initialize", {
    processId: process.pid, rootUri: workspace.uri, rootPath: book, workspaceFolders: [workspace],
    capabilities: { workspace: { configuration: true, workspaceFolders: true }, textDocument: { completion: { completionItem: { snippetSupport: false } }, publishDiagnostics: {} } },
  });
  send({ method: "initialized", params: {} });
  send({ method: "workspace/didChangeConfiguration", params: { settings: settings() } });
});

after(async () => {
  server.kill();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** The text of a source without the line that names its schema. */
const source = (name) => fs.readFileSync(path.join(book, name), "utf8").replace(/^# yaml-language-server:.*\n/, "");

let version = 0;
function open(name, text) {
  found.delete(uri(name));
  send({ method: "textDocument/didOpen", params: { textDocument: { uri: uri(name), languageId: "yaml", version: ++version, text } } });
}
const close = (name) => send({ method: "textDocument/didClose", params: { textDocument: { uri: uri(name) } } });

/** What is offered at `|` in `text`. */
async function offered(name, text) {
  const at = text.indexOf("|");
  const before = text.slice(0, at).split("\n");
  open(name, text.replace("|", ""));
  const position = { line: before.length - 1, character: before.at(-1).length };
  const list = await request("textDocument/completion", { textDocument: { uri: uri(name) }, position });
  close(name);
  return (list.items ?? list).map((item) => item.label.trim().replaceAll('"', ""));
}

async function published(name, most) {
  for (const until = Date.now() + most; !found.has(uri(name)) && Date.now() < until;) {
    await new Promise((done) => { setTimeout(done, 20); });
  }
  return found.get(uri(name));
}

async function diagnosed(name, text) {
  open(name, text);
  const all = await published(name, 30_000);
  close(name);
  // The server takes back what it found in a file that is closed.
  found.delete(uri(name));
  await published(name, 1_000);
  return all.map((one) => one.message);
}

const POLICY = "content/policies/1/1-1-01.yaml";

test("every schema is for the files of the book", () => {
  const known = Object.keys(settings().yaml.schemas).sort();
  const schemas = fs.readdirSync(path.join(book, "content/schemas")).map((name) => `content/schemas/${name}`);
  assert.deepEqual(known, schemas.sort());
});

test("every source of the book has its schema, and nothing is wrong in it", async () => {
  const names = execFileSync("find", ["content", "-name", "*.yaml"], { cwd: book, encoding: "utf8" }).trim().split("\n");
  assert.ok(names.length >= 9);
  for (const name of names) {
    assert.deepEqual(await diagnosed(name, source(name)), [], name);
    // It is this schema that finds nothing: a key that it has not is found.
    assert.match((await diagnosed(name, `${source(name)}\nzzz: 1\n`)).join(), /zzz/, name);
  }
});

test("keys of a source are offered", async () => {
  const keys = await offered(POLICY, `${source(POLICY)}|`);
  for (const key of ["relisted", "was"]) assert.ok(keys.includes(key), keys.join());
});

test("the sections of this book are offered, and another is no error", async () => {
  const text = source(POLICY);
  const sections = await offered(POLICY, text.replace(/^sections: .*$/m, "sections:\n  - |"));
  assert.ok(sections.includes("産業課") && sections.includes("企画財政課"), sections.join());
  const ofProject = await offered(POLICY, text.replace(/^( +)section: .*$/m, "$1section: |"));
  assert.ok(ofProject.includes("産業課"), ofProject.join());
  assert.deepEqual(await diagnosed(POLICY, text.replace(/^sections: .*$/m, "sections: [新しい課]")), []);
});

test("the years of this plan are offered", async () => {
  const years = await offered(POLICY, source(POLICY).replace(/^rating: .*$/m, "rating:\n  |"));
  for (const year of ["R6", "R7", "R8"]) assert.ok(years.includes(year), years.join());
  const edition = await offered("content/changes.yaml", "changes:\n  - edition: |\n");
  assert.ok(edition.includes("R7"), edition.join());
});

test("the numbers and permanent ids of this book are offered", async () => {
  const indicators = "content/indicators.yaml";
  const places = await offered(indicators, "indicators:\n  - id: x\n    node: |\n");
  for (const place of ["1", "1-1", "1-1-01"]) assert.ok(places.includes(place), places.join());
  const id = /^id: (\S+)$/m.exec(source(POLICY))[1];
  const ids = await offered("content/changes.yaml", "changes:\n  - edition: R7\n    id: |\n");
  assert.ok(ids.includes(id) && ids.includes("sangyo"), ids.join());
});

test("the tasks find what check finds", () => {
  const { tasks } = JSON.parse(fs.readFileSync(path.join(book, ".vscode/tasks.json"), "utf8"));
  assert.equal(tasks.length, 3);
  for (const task of tasks) {
    const help = spawnSync(PLANBOOK, [task.args[0], "--help"], { encoding: "utf8" });
    assert.equal(help.status, 0);
    for (const flag of task.args.filter((word) => word.startsWith("--"))) assert.ok(help.stdout.includes(flag), flag);
  }
  const check = tasks.find((task) => task.args[0] === "check");
  const broken = path.join(book, POLICY);
  const text = fs.readFileSync(broken, "utf8");
  fs.writeFileSync(broken, text.replace("R5: A", "R5: Ω"));
  const said = spawnSync(PLANBOOK, check.args, { cwd: book, encoding: "utf8" }).stdout.trim().split("\n");
  fs.writeFileSync(broken, text);
  const { regexp, severity, file, line, column, message } = check.problemMatcher.pattern;
  const matches = said.map((one) => new RegExp(regexp).exec(one)).filter(Boolean);
  assert.equal(matches.length, 1, said.join("\n"));
  const [one] = matches;
  assert.deepEqual([one[severity], one[file]], ["error", POLICY]);
  assert.ok(text.split("\n")[Number(one[line]) - 1].includes("R5: A") && Number(one[column]) > 1 && one[message].includes("Ω"));
});
