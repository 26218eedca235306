// The kits of `make kit`, unpacked where there is no network, no font and an empty home: what they hold, and the
// first book. KITS is the folder of the kits.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";

const KITS = path.resolve(process.env.KITS ?? "target/kit");
const WINE = "/usr/lib/wine/wine64";
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "planbook-kit-"));
const wineEnv = { PATH: process.env.PATH, LANG: "C.UTF-8", HOME: folder, WINEPREFIX: path.join(folder, "wine"), WINEDEBUG: "-all", WINEDLLOVERRIDES: "mscoree,mshtml=" };
after(() => {
  spawnSync("/usr/lib/wine/wineserver64", ["-k"], { env: wineEnv });
  fs.rmSync(folder, { recursive: true, force: true });
});

function run(program, words, options) {
  const done = spawnSync(program, words, { encoding: "utf8", maxBuffer: 1 << 28, ...options });
  assert.equal(done.status, 0, `${program} ${words.join(" ")}\n${done.stdout}\n${done.stderr}${done.error ?? ""}`);
  return done.stdout;
}

/** Unpacks the kit for `system`; returns its folder. */
function unpacked(system) {
  const into = path.join(folder, system);
  if (!fs.existsSync(into)) {
    fs.mkdirSync(into);
    const kit = fs.readdirSync(KITS).find((name) => name.includes(`-${system}-`));
    assert.ok(kit, `a kit for ${system}`);
    if (kit.endsWith(".zip")) run("python3", ["-m", "zipfile", "-e", path.join(KITS, kit), into]);
    else run("tar", ["-xzf", path.join(KITS, kit), "-C", into]);
  }
  const [name, ...more] = fs.readdirSync(into);
  assert.deepEqual(more, []);
  return path.join(into, name);
}

const all = (place) => fs.readdirSync(place, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(place, path.join(entry.parentPath ?? entry.path, entry.name)));

for (const system of ["linux", "windows"]) {
  test(`the kit for ${system} lists all that it holds`, () => {
    const kit = unpacked(system);
    const sums = fs.readFileSync(path.join(kit, "SHA256SUMS"), "utf8").trimEnd().split("\n").map((line) => [line.slice(66), line.slice(0, 64)]);
    assert.deepEqual(sums.map(([name]) => name).sort(), all(kit).filter((name) => name !== "SHA256SUMS").sort());
    for (const [name, sum] of sums) {
      assert.equal(createHash("sha256").update(fs.readFileSync(path.join(kit, name))).digest("hex"), sum, name);
      assert.ok(!/[<>:"\\|?*]/.test(name) && name.length < 100, name);
    }
    const lower = sums.map(([name]) => name.toLowerCase());
    assert.equal(new Set(lower).size, lower.length);
    for (const name of ["手引き.html", "手引き.pdf", "読んでください.txt", "fonts/LICENSE.txt", "licenses/planbook.txt", "licenses/typst.txt"]) {
      assert.ok(lower.includes(name.toLowerCase()), name);
    }
  });

  test(`the components of the kit for ${system} have licences and hashes`, () => {
    const kit = unpacked(system);
    const list = JSON.parse(fs.readFileSync(path.join(kit, "components.cdx.json"), "utf8"));
    assert.deepEqual([list.bomFormat, list.specVersion], ["CycloneDX", "1.5"]);
    const refs = list.components.map((component) => component["bom-ref"]);
    assert.equal(new Set(refs).size, refs.length);
    assert.ok(refs.length > 300);
    const texts = ["planbook", "typst"].map((name) => fs.readFileSync(path.join(kit, `licenses/${name}.txt`), "utf8")).join("\n");
    for (const component of list.components) {
      if (component.type !== "application") assert.ok(component.licenses?.length, component.name);
      if (component.type === "library" && component.name !== "planbook" && component.name !== "typst-cli") {
        assert.match(component.hashes[0].content, /^[0-9a-f]{64}$/);
        assert.ok(texts.includes(`${component.name} ${component.version}`), component.name);
      }
      if (component.type === "file") {
        const bytes = fs.readFileSync(path.join(kit, component.name));
        assert.equal(component.hashes[0].content, createHash("sha256").update(bytes).digest("hex"));
      }
    }
  });
}

test("on Linux the first book is there without network, fonts and a home", (t) => {
  const kit = unpacked("linux");
  const home = path.join(folder, "home");
  fs.mkdirSync(home);
  const script = 'for fonts in /usr/share/fonts /usr/local/share/fonts; do if [ -d $fonts ]; then mount -t tmpfs none $fonts; fi; done; cd "$1"; exec ./はじめに.sh';
  const began = Date.now();
  const said = run("unshare", ["-rnm", "sh", "-ec", script, "sh", kit], { input: "1\n3\n5\n0\n", env: { PATH: "/usr/bin:/bin", HOME: home, LANG: "C.UTF-8" } });
  t.diagnostic(`the first book on Linux: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  assert.match(said, /直すところはありません/);
  assert.match(said, /PDF \d+ページ/);
  assert.match(said, new RegExp(`typst ${kit}/typst`));
  assert.match(said, new RegExp(`BIZ UDPGothic ${kit}/fonts/`));
  const output = path.join(kit, "わたしの本/output");
  assert.ok(fs.existsSync(path.join(output, "index.html")));
  assert.ok(all(output).filter((name) => name.endsWith(".pdf")).length >= 3);
  assert.deepEqual(all(home).filter((name) => !name.startsWith(".cache/")), []);
});

test("on Windows, too, and with the same bytes", (t) => {
  const kit = unpacked("windows");
  run(WINE, ["wineboot", "-i"], { env: wineEnv, timeout: 300_000 });
  // The library that wine 8 lacks, where every program finds it.
  fs.copyFileSync(path.resolve(process.env.WINDOWS ?? "target/windows", "bcryptprimitives.dll"), path.join(folder, "wine/drive_c/windows/system32/bcryptprimitives.dll"));
  const script = fs.readFileSync(path.join(kit, "はじめに.cmd"));
  assert.ok(!script.includes(Buffer.from("はじめに")), "the script is in the code page of Japanese Windows");
  assert.equal(new TextDecoder("shift_jis", { fatal: true }).decode(script).split("\r\n").length, script.toString("latin1").split("\n").length);
  const began = Date.now();
  // The folder is named on the command line: wine here has another code page than the script.
  // An answer at a time: set /p of wine reads all that a pipe holds.
  const answered = (answer) => run("unshare", ["-rn", WINE, "cmd", "/c", "はじめに.cmd", "book"], { cwd: kit, input: `${answer}\r\n`, env: wineEnv });
  const said = ["3", "1", "5"].map(answered).join("\n");
  t.diagnostic(`the first book on Windows (wine): ${((Date.now() - began) / 1000).toFixed(1)} s`);
  assert.match(said, /直すところはありません/);
  assert.match(said, /BIZ UDPGothic .*\/fonts\/BIZUDPGothic-Regular.ttf/);
  const [one, other] = [path.join(unpacked("linux"), "わたしの本/output"), path.join(kit, "book/output")];
  assert.deepEqual(all(other).sort(), all(one).sort());
  for (const name of all(one)) assert.ok(fs.readFileSync(path.join(one, name)).equals(fs.readFileSync(path.join(other, name))), name);
});
