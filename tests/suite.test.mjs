// The runner of the suites: a time limit that holds, and no process left behind.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";

const RUNNER = new URL("suite.mjs", import.meta.url).pathname;

/** Runs a shell script as a suite; `left` are the processes whose ids it wrote to $IDS and that still run. */
function suite(minutes, script) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "planbook-suite-"));
  const ids = path.join(folder, "ids");
  const { status, stdout } = spawnSync(process.execPath, [RUNNER, "example", String(minutes), "bash", "-c", script], {
    encoding: "utf8", env: { ...process.env, IDS: ids }, timeout: 60_000,
  });
  const written = fs.existsSync(ids) ? fs.readFileSync(ids, "utf8").trim().split("\n") : [];
  fs.rmSync(folder, { recursive: true });
  const runs = (id) => {
    try {
      return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${id}/status`, "utf8"));
    } catch {
      return false;
    }
  };
  return { status, stdout, started: written.length, left: written.filter(runs) };
}

// A process of a session of its own, as a browser is.
const AWAY = "setsid sleep 300 & echo $! >> $IDS; ";

test("a suite that passes passes", () => {
  const { status, stdout } = suite(1, "exit 0");
  assert.equal(status, 0);
  assert.match(stdout, /suite example: passed in \d+ s/);
});

test("a suite that fails keeps its exit code, and what it started ends", () => {
  const { status, stdout, started, left } = suite(1, `${AWAY} exit 7`);
  assert.equal(status, 7);
  assert.match(stdout, /suite example: FAILED/);
  assert.equal(started, 1);
  assert.deepEqual(left, []);
});

test("a suite that never ends is ended at its limit, with all that it started", () => {
  const { status, stdout, started, left } = suite(0.03, `${AWAY} trap '' TERM; echo $$ >> $IDS; while :; do sleep 0.1; done`);
  assert.equal(status, 124);
  assert.match(stdout, /suite example: ended after its limit of 0\.03 min/);
  assert.equal(started, 2);
  assert.deepEqual(left, []);
});

test("a suite that passes and leaves something running fails", () => {
  const { status, stdout, started, left } = suite(1, `${AWAY} exit 0`);
  assert.equal(status, 1);
  // On a busy machine, `setsid` has not become `sleep` yet.
  assert.match(stdout, /left running: (sleep|setsid)/);
  assert.equal(started, 1);
  assert.deepEqual(left, []);
});
