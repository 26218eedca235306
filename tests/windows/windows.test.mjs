// planbook.exe under wine: it does what the program of this system does, with the same bytes.
// `make windows` sets WINDOWS (the folder with planbook.exe) and PLANBOOK (the program of this system).

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

const root = path.resolve(new URL("../../", import.meta.url).pathname);
const WINDOWS = path.resolve(process.env.WINDOWS ?? path.join(root, "target/windows"));
const PLANBOOK = path.resolve(process.env.PLANBOOK ?? path.join(root, "target/release/planbook"));
const WINE = process.env.WINE ?? "/usr/lib/wine/wine64";
const EXE = path.join(WINDOWS, "planbook.exe");
/** The typesetter, compiled for Windows. */
const TYPST = path.join(WINDOWS, "typst/bin/typst.exe");
/** A program that names a version and fonts, and typesets nothing. */
const STAND = path.join(WINDOWS, "stand/typst.exe");

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "planbook-windows-"));
/** The profile of a Windows user, with fonts of its own. */
const prefix = path.join(folder, "wine");
const env = {
  PATH: process.env.PATH,
  LANG: "C.UTF-8",
  HOME: folder,
  USER: "kikaku",
  WINEPREFIX: prefix,
  WINEDEBUG: "-all",
  WINEDLLOVERRIDES: "mscoree,mshtml=",
};
after(() => {
  spawnSync("/usr/lib/wine/wineserver64", ["-k"], { env });
  fs.rmSync(folder, { recursive: true, force: true });
});

function run(program, words, options = {}) {
  const { code, ...more } = options;
  const done = spawnSync(program, words, { encoding: "utf8", env, maxBuffer: 1 << 28, ...more });
  assert.equal(done.error, undefined);
  const said = `${words.join(" ")}\n${done.stdout}\n${done.stderr}`;
  if (code !== null) assert.equal(done.status, code ?? 0, said);
  return done;
}
const wine = (words, options) => run(WINE, [EXE, ...words], options);
const here = (words, options) => run(PLANBOOK, words, { ...options, env: { ...env, PLANBOOK_TYPST: "none", ...options?.env } });

/** The folders of the books that both programs make. */
const ours = path.join(folder, "here");
const theirs = path.join(folder, "windows");
for (const place of [ours, theirs]) fs.mkdirSync(place);
const both = (words, options = {}) => [
  here(words, { cwd: ours, ...options }),
  wine(words, { cwd: theirs, ...options }),
];

/** As `both`, with the typesetter of each system. */
const withTypst = (words) => [
  here(words, { cwd: ours, env: { PLANBOOK_TYPST: "typst" } }),
  wine(words, { cwd: theirs, env: { ...env, PLANBOOK_TYPST: TYPST } }),
];

/** Every file below `place`, without the records of builds, which name folders of this machine. */
function files(place) {
  const found = new Map();
  for (const entry of fs.readdirSync(place, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const name = path.relative(place, path.join(entry.parentPath ?? entry.path, entry.name));
    if (!name.includes(".planbook/") && !name.includes(".planbook-")) found.set(name, fs.readFileSync(path.join(place, name)));
  }
  return found;
}

/** Holds that both programs have the same files with the same bytes below `name`. */
function same(name, least) {
  const [one, other] = [files(path.join(ours, name)), files(path.join(theirs, name))];
  assert.deepEqual([...other.keys()].sort(), [...one.keys()].sort());
  assert.ok(one.size >= least, `${one.size} files in ${name}`);
  const differing = [...one].filter(([file, bytes]) => !bytes.equals(other.get(file))).map(([file]) => file);
  assert.deepEqual(differing, []);
}

/** Holds that both wrote the same to a pipe: the same bytes, and so `/` in every path. */
function sameWords([one, other]) {
  assert.equal(other.stdout, one.stdout);
  assert.equal(other.stderr, one.stderr);
}

const change = (name, from, to) => {
  for (const place of [ours, theirs]) {
    const file = path.join(place, name);
    const text = fs.readFileSync(file, "utf8");
    assert.ok(text.includes(from), `${from} is in ${name}`);
    fs.writeFileSync(file, text.replace(from, to));
  }
};

/** The folder of the user's profile. */
function profile() {
  const users = path.join(prefix, "drive_c/users");
  return path.join(users, fs.readdirSync(users).find((name) => name !== "Public"));
}

before(() => {
  spawnSync(WINE, ["wineboot", "-i"], { env, timeout: 300_000 });
  // The print fonts, as a user without rights installs them.
  const fonts = path.join(profile(), "AppData/Local/Microsoft/Windows/Fonts");
  fs.mkdirSync(fonts, { recursive: true });
  const installed = run("fc-list", ["--format", "%{file}\n"]).stdout.split("\n");
  const sources = installed.filter((file) => path.basename(file).startsWith("BIZUD"));
  assert.ok(sources.length >= 4, installed.join("\n"));
  for (const file of sources) fs.copyFileSync(file, path.join(fonts, path.basename(file)));
});

test("it starts and names its version", () => {
  sameWords(both(["--version"]));
  sameWords(both(["--help"]));
  sameWords(both(["build", "--help", "--lang", "en"]));
  sameWords(both(["explain", "PB0203"]));
});

test("init makes the same books, of every form", () => {
  for (const shape of ["jisshi-keikaku", "jimu-jigyo-hyoka", "sogo-senryaku", "kihon-no-yoshiki"]) {
    sameWords(both(["init", "--like", shape, shape]));
    same(shape, 60);
  }
});

test("check finds the same, on screen and in a file for Excel", () => {
  sameWords(both(["-C", "jisshi-keikaku", "check"]));
  change("jisshi-keikaku/content/policies/1/1-1-01.yaml", "R5: A", "R5: Ω");
  for (const format of ["human", "json", "csv", "github"]) {
    const found = both(["-C", "jisshi-keikaku", "check", "--format", format], { code: 1 });
    sameWords(found);
    const report = both(["-C", "jisshi-keikaku", "check", "--format", format, "--report", `r.${format}`], { code: 1 });
    sameWords(report);
    const bytes = [ours, theirs].map((place) => fs.readFileSync(path.join(place, `r.${format}`)));
    assert.ok(bytes[0].equals(bytes[1]), format);
    assert.equal(bytes[1].subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])), ["human", "csv"].includes(format));
  }
  change("jisshi-keikaku/content/policies/1/1-1-01.yaml", "R5: Ω", "R5: A");
});

test("build makes the same site and open data, again after a change", () => {
  const build = ["-C", "jisshi-keikaku", "build", "--only", "html"];
  sameWords(both(build));
  same("jisshi-keikaku/output", 60);
  change("jisshi-keikaku/content/plan.yaml", "vision: ", "vision: あらためた ");
  sameWords(both(build));
  same("jisshi-keikaku/output", 60);
  sameWords(both(build));
  for (const shape of ["jimu-jigyo-hyoka", "sogo-senryaku", "kihon-no-yoshiki"]) {
    both(["-C", shape, "build", "--only", "html"]);
    same(`${shape}/output`, 50);
  }
});

test("verify reads what was made, and finds a changed value", () => {
  sameWords(both(["verify", "jisshi-keikaku/output"]));
  const csv = fs.readdirSync(path.join(theirs, "jisshi-keikaku/output/data")).find((name) => name === "budgets.csv");
  const name = `jisshi-keikaku/output/data/${csv}`;
  const text = fs.readFileSync(path.join(theirs, name), "utf8");
  const digits = text.match(/,(\d{3,}),/)[1];
  change(name, `,${digits},`, `,${Number(digits) + 1},`);
  sameWords(both(["verify", "jisshi-keikaku/output"], { code: 1 }));
  change(name, `,${Number(digits) + 1},`, `,${digits},`);
});

test("the whole book: PDF, volumes and forms", () => {
  for (const shape of ["jisshi-keikaku", "jimu-jigyo-hyoka", "kihon-no-yoshiki"]) {
    sameWords(withTypst(["-C", shape, "build"]));
    same(`${shape}/output`, 50);
    const pdfs = [...files(path.join(theirs, shape, "output")).keys()].filter((name) => name.endsWith(".pdf"));
    assert.ok(pdfs.length >= 2, pdfs.join());
    sameWords(both(["verify", `${shape}/output`]));
  }
  sameWords(withTypst(["-C", "jisshi-keikaku", "build", "--form", "kpi"]));
  same("jisshi-keikaku/output-forms", 1);
});

test("a round of a year: ids, roll, export, import, status, diff", () => {
  change("jisshi-keikaku/content/plan.yaml", "status: draft", "status: final");
  for (const words of [["ids"], ["roll"], ["export"], ["status"], ["status", "--format", "csv"], ["diff", "R7"]]) {
    sameWords(withTypst(["-C", "jisshi-keikaku", ...words]));
  }
  same("jisshi-keikaku/照会", 3);
  // Workbooks of one system are read by the other, as they came and with nothing filled in.
  for (const [from, to] of [[ours, theirs], [theirs, ours]]) {
    fs.cpSync(path.join(from, "jisshi-keikaku/照会"), path.join(to, "返送"), { recursive: true });
  }
  sameWords(both(["-C", "jisshi-keikaku", "import", "返送", "--dry-run"]));
  sameWords(both(["-C", "jisshi-keikaku", "keep", "委員会1"]));
  same("jisshi-keikaku", 150);
});

test("the sample book of this repository has the same bytes", () => {
  for (const place of [ours, theirs]) {
    for (const part of ["content", "themes"]) fs.cpSync(path.join(root, part), path.join(place, "sample", part), { recursive: true });
  }
  sameWords(both(["-C", "sample", "check"]));
  sameWords(both(["-C", "sample", "build", "--only", "html"]));
  same("sample/output", 400);
});

test("the typesetter is found in the profile, in PATH and beside planbook.exe, and fonts of the user", () => {
  const user = profile();
  const doctor = (exe, words, options) => run(WINE, [exe, "-C", "jisshi-keikaku", "doctor", ...words], { cwd: theirs, ...options });
  const nothing = doctor(EXE, [], { code: 2 });
  assert.match(nothing.stderr, /PB0510/);
  const cargo = path.join(user, ".cargo/bin");
  fs.mkdirSync(cargo, { recursive: true });
  const found = (exe, where, options) => {
    const done = doctor(exe, [], options);
    assert.match(done.stdout, where);
    assert.ok(!done.stdout.includes("\\"), done.stdout);
    // Wine shows its users the fonts of this system, too.
    assert.match(done.stdout, /BIZ UDPGothic .*AppData\/Local\/Microsoft\/Windows\/Fonts\/.*\.ttf/i);
    assert.match(done.stdout, /BIZ UDPMincho .*\.ttf/i);
  };
  fs.copyFileSync(STAND, path.join(cargo, "typst.exe"));
  found(EXE, /typst C:\/users\/\w+\/\.cargo\/bin\/typst\.exe/);
  fs.rmSync(cargo, { recursive: true });
  const inPath = path.join(folder, "in-path");
  fs.mkdirSync(inPath);
  fs.copyFileSync(STAND, path.join(inPath, "typst.exe"));
  found(EXE, /typst \/.*in-path\/typst\.exe/, { env: { ...env, WINEPATH: inPath } });
  const kit = path.join(folder, "kit");
  fs.mkdirSync(kit);
  for (const file of ["planbook.exe", "bcryptprimitives.dll"]) fs.copyFileSync(path.join(WINDOWS, file), path.join(kit, file));
  fs.copyFileSync(STAND, path.join(kit, "typst.exe"));
  found(path.join(kit, "planbook.exe"), /typst .*kit\/typst\.exe/);
});

test("a console of code page 932 shows what a pipe gets", { skip: !fs.existsSync("/usr/bin/script") }, () => {
  const piped = wine(["explain", "PB0203"]).stdout.replaceAll("\r\n", "\n");
  assert.match(piped, /PB0203/);
  // A terminal of this system is a console for wine, which writes it in UTF-8.
  const command = `${WINE} cmd /c "chcp 932 & ${EXE.replaceAll("/", "\\\\")} explain PB0203"`;
  const shown = run("/usr/bin/script", ["-qec", command, "/dev/null"], { code: null, env: { ...env, TERM: "xterm", COLUMNS: "200" } });
  const text = shown.stdout.replaceAll(/\x1b\[[0-9;?]*[a-zA-Z]|\x1b\][^\x07]*\x07|\s/g, "");
  const words = piped.match(/[\u3040-\u30ff\u4e00-\u9fff]{4,}/g);
  assert.ok(words.length > 3);
  for (const word of words) assert.ok(text.includes(word), `${word} in ${text}`);
});
