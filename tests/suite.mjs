// Runs one test suite with a time limit: `node tests/suite.mjs NAME MINUTES COMMAND [ARGUMENT...]`.
//
// The command and everything it starts carry a mark in their environment. When the command ends,
// or the limit is reached, every marked process that is left is ended, so that a browser, a
// preview or a typesetter never outlives its tests. Exit code: the command's own; 124 when
// the limit was reached; 1 when a suite that passed left processes running.

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";

const MARK = "PLANBOOK_SUITE";
/** How long a process may take to end by itself, in milliseconds. */
const GRACE = 3_000;

const [name, minutes, command, ...rest] = process.argv.slice(2);
const limit = Number(minutes) * 60_000;
if (!command || !(limit > 0)) {
  console.error("usage: node tests/suite.mjs NAME MINUTES COMMAND [ARGUMENT...]");
  process.exit(2);
}
const own = `${MARK}=${randomUUID()}`;
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** The running processes that carry the mark, with their names. None where there is no /proc. */
function marked() {
  const found = new Map();
  for (const id of fs.existsSync("/proc") ? fs.readdirSync("/proc") : []) {
    if (!/^\d+$/.test(id) || Number(id) === process.pid) continue;
    try {
      if (!fs.readFileSync(`/proc/${id}/environ`, "utf8").split("\0").includes(own)) continue;
      // A process that has ended and waits for its parent is not running.
      if (/^State:\s+Z/m.test(fs.readFileSync(`/proc/${id}/status`, "utf8"))) continue;
      found.set(Number(id), fs.readFileSync(`/proc/${id}/comm`, "utf8").trim());
    } catch {
      // It ended meanwhile, or belongs to somebody else.
    }
  }
  return found;
}

function signal(ids, kind) {
  for (const id of ids) {
    try {
      process.kill(id, kind);
    } catch {
      // It ended meanwhile.
    }
  }
}

/** Ends what is left and returns the names of what did not end by itself. */
async function clear(gentle) {
  for (const until = Date.now() + GRACE; gentle && marked().size > 0 && Date.now() < until;) await pause(50);
  const left = [...marked().values()];
  signal(marked().keys(), "SIGTERM");
  for (const until = Date.now() + GRACE; marked().size > 0 && Date.now() < until;) await pause(50);
  while (marked().size > 0) {
    signal(marked().keys(), "SIGKILL");
    await pause(50);
  }
  return left;
}

const colour = process.stdout.isTTY || process.env.CI ? ["\x1b[31m", "\x1b[0m"] : ["", ""];
const red = (text) => console.log(`${colour[0]}${text}${colour[1]}`);

const began = Date.now();
const child = spawn(command, rest, {
  stdio: ["ignore", "inherit", "inherit"],
  env: { ...process.env, [MARK]: own.slice(MARK.length + 1) },
});
const ended = new Promise((done) => {
  child.on("exit", (code, by) => done({ code: code ?? 1, by }));
  child.on("error", (error) => done({ code: 127, by: error.message }));
});
const stopped = new Promise((done) => {
  for (const kind of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(kind, () => done({ stopped: kind }));
});
const tooLong = pause(limit).then(() => ({ tooLong: true }));
const result = await Promise.race([ended, stopped, tooLong]);
const left = await clear(result.code === 0);

const seconds = ((Date.now() - began) / 1000).toFixed(0);
let code = 0;
if (result.tooLong) {
  red(`suite ${name}: ended after its limit of ${minutes} min; it was still running: ${left.join(", ")}`);
  code = 124;
} else if (result.stopped) {
  red(`suite ${name}: stopped by ${result.stopped} after ${seconds} s`);
  code = 130;
} else if (result.code !== 0) {
  red(`suite ${name}: FAILED after ${seconds} s${result.by ? ` (${result.by})` : ""}`);
  code = result.code;
} else if (left.length > 0) {
  red(`suite ${name}: passed, but left running: ${left.join(", ")}`);
  code = 1;
} else {
  console.log(`suite ${name}: passed in ${seconds} s`);
}
process.exit(code);
