"""The crates of a program, with their licences and hashes, from what cargo downloaded."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

#: The licences that a program may be given away with. Another one stops the kit.
KNOWN = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-1-Clause", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0",
    "CC0-1.0", "CDLA-Permissive-2.0", "ISC", "MIT", "MIT-0", "MPL-2.0", "NCSA", "OFL-1.1", "OpenSSL", "Ubuntu-font-1.0",
    "Unicode-3.0", "Unicode-DFS-2016", "Unlicense", "WTFPL", "Zlib", "bzip2-1.0.6", "LGPL-2.1-or-later", "CC-BY-3.0", "CC-BY-4.0",
}
FILES = re.compile(r"^(licen[cs]e|copying|copyright|notice|unlicense)", re.IGNORECASE)


def allowed(expression):
    """Whether the SPDX `expression` leaves a choice of licences that are known."""
    words = expression.replace("/", " OR ").replace("(", " ( ").replace(")", " ) ").split()
    text, position = [], 0
    while position < len(words):
        word = words[position]
        if word in ("AND", "OR", "(", ")"):
            text.append(word.lower())
        else:
            if words[position + 1 : position + 2] == ["WITH"]:
                word = " ".join(words[position : position + 3])
                position += 2
            text.append(str(word in KNOWN))
        position += 1
    return eval(" ".join(text), {"__builtins__": {}})  # only True, False, and, or and brackets


def crates(manifest, target):
    """The crates that the program of `manifest` is linked of for `target`: name, version, licence, hash, folder."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target]
    found = subprocess.run([*command, "--manifest-path", str(manifest)], check=True, capture_output=True, text=True)
    found = json.loads(found.stdout)
    lock = tomllib.loads((manifest.parent / "Cargo.lock").read_text())
    hashes = {(package["name"], package["version"]): package.get("checksum") for package in lock["package"]}
    nodes = {node["id"]: node for node in found["resolve"]["nodes"]}
    linked, waiting = set(), [found["resolve"]["root"]]
    while waiting:
        crate = waiting.pop()
        if crate in linked:
            continue
        linked.add(crate)
        for needed in nodes[crate]["deps"]:
            # Of development and of building only: those of macros are linked into no program, but are listed.
            if any(kind["kind"] in (None, "build") for kind in needed["dep_kinds"]):
                waiting.append(needed["pkg"])
    crates = []
    for package in found["packages"]:
        if package["id"] not in linked:
            continue
        name, version = package["name"], package["version"]
        licence = package["license"]
        folder = Path(package["manifest_path"]).parent
        if licence is None and package["license_file"]:
            licence = "LicenseRef-file"
        if licence is None or (licence != "LicenseRef-file" and not allowed(licence)):
            raise SystemExit(f"planbook: {name} {version} has the licence {licence}; see kit/licences.py")
        crates.append({
            "name": name, "version": version, "licence": licence.replace("/", " OR "),
            "hash": hashes.get((name, version)), "folder": folder, "root": package["id"] == found["resolve"]["root"],
        })
    return sorted(crates, key=lambda crate: (crate["name"], crate["version"]))


def texts(crates):
    """The texts of the licences of `crates`, each once, below the crates that have it."""
    by_text, without = {}, []
    for crate in crates:
        files = sorted(file for file in crate["folder"].iterdir() if file.is_file() and FILES.match(file.name))
        if not files:
            without.append(f"{crate['name']} {crate['version']}（{crate['licence']}）")
        for file in files:
            text = file.read_text(encoding="utf-8", errors="replace").strip()
            by_text.setdefault(text, []).append(f"{crate['name']} {crate['version']}（{crate['licence']}）")
    parts = [f"{'、'.join(sorted(set(names)))}\n\n{text}\n" for text, names in by_text.items()]
    parts.sort()
    if without:
        parts.append("ライセンスの文のファイルのない部品（ライセンスの名前だけ）\n\n" + "\n".join(without) + "\n")
    return ("\n" + "=" * 80 + "\n").join(parts)
