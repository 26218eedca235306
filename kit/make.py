"""Packs planbook for those who hand it out: `make kit` calls it for each system.

python3 kit/make.py SYSTEM PLANBOOK TYPST GUIDE-PLANBOOK GUIDE-TYPST FONTS TYPST-MANIFEST OUTPUT

The same programs give the same bytes each time.
"""

import gzip
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import uuid
import zipfile
from pathlib import Path

import guide
import licences

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TARGETS = {"linux": "x86_64-unknown-linux-gnu", "windows": "x86_64-pc-windows-gnu"}
#: The time of every file, which the format of ZIP cannot have earlier.
TIME = (1980, 1, 1, 0, 0, 0)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def run(*words):
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL)


def guide_files(planbook, typst, fonts):
    """The guide of the book that `planbook init` makes, as HTML with its pictures and as a PDF."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book"
        run(planbook, "init", book)
        text = (book / "content/README.md").read_text(encoding="utf-8")
        title = next(line for line in text.splitlines() if line.startswith("# "))[2:]
        files, pictures = {}, book / "themes/standard/pictures"
        for picture in sorted(pictures.glob("workbook-*.png")):
            files[f"手引き/{picture.name}"] = picture.read_bytes()
            shutil.copy(picture, Path(folder) / picture.name)
        source = Path(folder) / "guide.typ"
        source.write_text(guide.to_typst(text.replace("../themes/standard/pictures/", ""), title), encoding="utf-8")
        pdf = Path(folder) / "guide.pdf"
        run(typst, "compile", "--ignore-system-fonts", "--font-path", fonts, "--creation-timestamp", "0",
            "--pdf-standard", "ua-1", source, pdf)
        files["手引き.pdf"] = pdf.read_bytes()
        page = guide.to_html(text.replace("../themes/standard/pictures/", "手引き/"), title)
        files["手引き.html"] = page.encode()
        return files


def shell_files(planbook):
    with tempfile.TemporaryDirectory() as folder:
        run(planbook, "man", "-o", folder)
        return {str(file.relative_to(folder)): file.read_bytes() for file in Path(folder).rglob("*") if file.is_file()}


def component(crate):
    found = {
        "type": "library",
        "bom-ref": f"pkg:cargo/{crate['name']}@{crate['version']}",
        "name": crate["name"],
        "version": crate["version"],
        "purl": f"pkg:cargo/{crate['name']}@{crate['version']}",
        "licenses": [{"expression": crate["licence"]}],
    }
    if crate["hash"]:
        found["hashes"] = [{"alg": "SHA-256", "content": crate["hash"]}]
    return found


def components(files, version, crates, fonts):
    """The list of components in the format of CycloneDX, without the time of its making."""
    programs = {name: data for name, data in files.items() if Path(name).stem in ("planbook", "typst") and "/" not in name}
    listed = {f"{crate['name']}@{crate['version']}": component(crate) for crate in crates}
    for name, data in sorted(programs.items()):
        listed[name] = {"type": "application", "bom-ref": name, "name": name,
                        "hashes": [{"alg": "SHA-256", "content": sha256(data)}]}
    for name in sorted(fonts):
        listed[name] = {"type": "file", "bom-ref": name, "name": name, "licenses": [{"license": {"id": "OFL-1.1"}}],
                        "hashes": [{"alg": "SHA-256", "content": sha256(files[name])}]}
    content = list(listed.values())
    serial = uuid.uuid5(uuid.NAMESPACE_URL, sha256(json.dumps(content, sort_keys=True).encode()))
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "serialNumber": f"urn:uuid:{serial}", "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "planbook-kit", "name": "planbook", "version": version}},
        "components": content,
    }


def write_zip(path, folder, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{name}", TIME)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(entry, data)


def write_tar(path, folder, files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in sorted(files.items()):
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size, entry.mtime = len(data), 0
            entry.mode = 0o755 if name in ("planbook", "typst", "はじめに.sh") else 0o644
            archive.addfile(entry, io.BytesIO(data))
    path.write_bytes(gzip.compress(packed.getvalue(), 9, mtime=0))


def main(system, planbook, typst, own_planbook, own_typst, fonts, typst_manifest, output):
    target, suffix = TARGETS[system], ".exe" if system == "windows" else ""
    version = tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]["version"]
    files = {f"planbook{suffix}": Path(planbook).read_bytes(), f"typst{suffix}": Path(typst).read_bytes()}
    font_files = sorted(file for file in Path(fonts).iterdir() if file.suffix == ".ttf")
    if len(font_files) < 4:
        raise SystemExit(f"planbook: {fonts} has not the fonts of the themes")
    for file in font_files:
        files[f"fonts/{file.name}"] = file.read_bytes()
    font_names = list(files)[2:]
    files["fonts/LICENSE.txt"] = (Path(fonts) / "LICENSE.txt").read_bytes()
    if b"SIL OPEN FONT LICENSE" not in files["fonts/LICENSE.txt"].upper():
        raise SystemExit("planbook: the licence of the fonts is not the SIL Open Font License")
    files |= guide_files(own_planbook, own_typst, fonts)
    if system == "windows":
        # The shell of Windows reads its scripts in the code page of the machine, and notepad needs the mark.
        script = (HERE / "はじめに.cmd").read_text(encoding="utf-8")
        files["はじめに.cmd"] = script.replace("\n", "\r\n").encode("cp932")
        files["読んでください.txt"] = (HERE / "読んでください.txt").read_text(encoding="utf-8").replace("\n", "\r\n").encode("utf-8-sig")
    else:
        files["はじめに.sh"] = (HERE / "はじめに.sh").read_bytes()
        files["読んでください.txt"] = (HERE / "読んでください.txt").read_bytes()
        files |= shell_files(own_planbook)
    for name in ("LICENSE-MIT", "LICENSE-APACHE"):
        files[f"licenses/{name}"] = (ROOT / name).read_bytes()
    own = licences.crates(ROOT / "Cargo.toml", target)
    typesetter = licences.crates(Path(typst_manifest), target)
    files["licenses/planbook.txt"] = licences.texts([crate for crate in own if not crate["root"]]).encode()
    files["licenses/typst.txt"] = licences.texts(typesetter).encode()
    bom = components(files, version, own + typesetter, font_names)
    files["components.cdx.json"] = (json.dumps(bom, ensure_ascii=False, indent=1) + "\n").encode()
    sums = "".join(f"{sha256(data)}  {name}\n" for name, data in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    folder = f"planbook-{version}"
    ending = "zip" if system == "windows" else "tar.gz"
    path = Path(output) / f"{folder}-{system}-x86_64.{ending}"
    path.parent.mkdir(parents=True, exist_ok=True)
    (write_zip if system == "windows" else write_tar)(path, folder, files)
    print(f"{path}  {path.stat().st_size / 1e6:.1f} MB  {len(files)} files  {len(bom['components'])} components")


if __name__ == "__main__":
    main(*sys.argv[1:])
