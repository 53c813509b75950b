#!/usr/bin/env python3
"""Fuzzes evipack's own parsers for a while.

Enters: minutes of CPU time a target, and the targets (all, if none is named). Leaves: a line a target with the CPU time, the
runs and what was found; the corpus in `corpus/` and what broke something in `artifacts/`, both outside the repository. The
first inputs are `regressions/` and the fixtures of the target's format. `--keep` writes the smallest set of inputs with the same
coverage to `regressions/`, where `cargo test` reads them.

    cargo install cargo-fuzz && rustup toolchain install nightly
    python3 fuzz/run.py --minutes 30 number ofd
"""

import argparse
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parent / "fixtures"
# What each target reads of the fixtures, by extension; two have inputs of their own (`seeds`).
SEEDS = {
    "number": ["txt", "toml"],
    "date": ["txt", "toml"],
    "table": ["toml"],
    "docx": ["docx"],
    "doc": ["doc", "wps"],
    "rtf": ["rtf"],
    "ppt": ["ppt"],
    "pdf": ["pdf"],
    "ofd": ["ofd"],
    "workbook": ["xls", "et"],
    "web": ["mht", "html"],
    "text": ["txt", "csv"],
    "video": ["mp4", "mov"],
    "signature": [],
    "ber": [],
    "picture": ["jpg", "tif", "png", "heic", "webp", "gif", "bmp"],
    "archive_name": [],
    "archive": ["zip", "gz", "7z", "rar", "001"],
}
# Larger inputs slow a fuzzer down more than they find.
LARGEST = 1 << 17
# The order of the parts that a target takes instead of a ZIP, as in `evipack::fuzz`.
PARTS = {
    "docx": [
        "word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels", "word/header1.xml",
        "word/theme/theme1.xml", "docProps/app.xml",
    ],
    "ofd": [
        "OFD.xml", "Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml", "Doc_0/PublicRes.xml",
        "Doc_0/Signs/Signatures.xml", "Doc_0/Signs/Sign_0/Signature.xml", "Doc_0/Annots/Annotations.xml",
    ],
}
# The target reads the format from the first byte, an index into this order.
PICTURES = ["jpg", "tif", "png", "heic", "webp", "gif", "bmp"]
# Runs of libFuzzer are this long, in seconds of the wall, so that CPU time is looked at now and then.
SLICE = 60


def seeds(target):
    """The first inputs of a target."""
    for extension in SEEDS[target]:
        for path in sorted(FIXTURES.rglob(f"*.{extension}")):
            data = path.read_bytes()
            if target == "picture":
                data = bytes([PICTURES.index(extension)]) + data
            if 0 < len(data) <= LARGEST:
                yield data
            if target in PARTS and zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as zipped:
                    names = set(zipped.namelist())
                    parts = [zipped.read(name) if name in names else b"" for name in PARTS[target]]
                yield b"\xff".join(parts)
    if target in ("signature", "ber"):
        yield from signatures()
    if target == "archive_name":
        for path in sorted(FIXTURES.rglob("*")):
            yield b"\0" + path.name.encode("gb18030")
            yield b"\1" + path.name.encode()


def signatures():
    """Values of electronic signatures and seals within the fixtures."""
    for path in sorted(FIXTURES.rglob("*.ofd")):
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as zipped:
                for name in zipped.namelist():
                    if name.endswith((".dat", ".esl")):
                        yield zipped.read(name)
    for path in sorted(FIXTURES.rglob("*.pdf")):
        for value in re.findall(rb"/Contents\s*<([0-9A-Fa-f]+)>", path.read_bytes()):
            yield bytes.fromhex(value.decode().rstrip("0") + "0" * (len(value.rstrip(b"0")) % 2))


def sow(target, corpus):
    """Writes the first inputs into the corpus."""
    corpus.mkdir(parents=True, exist_ok=True)
    for at, data in enumerate(seeds(target)):
        (corpus / f"seed-{at:04}").write_bytes(data)
    for case in sorted((HERE / "regressions" / target).glob("*")):
        shutil.copy(case, corpus / f"kept-{case.name}")


def cargo_fuzz(*arguments):
    """The command of cargo-fuzz; the code under test forbids `unsafe`, so no sanitizer slows it down."""
    return ["cargo", "+nightly", "fuzz", *arguments, "--sanitizer", "none"]


def cpu_of_children():
    """CPU seconds of ended child processes."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def fuzz(target, minutes):
    """Runs one target until its CPU time is used up. Returns whether something was found."""
    corpus = HERE / "corpus" / target
    artifacts = HERE / "artifacts" / target
    sow(target, corpus)
    artifacts.mkdir(parents=True, exist_ok=True)
    options = [f"-max_total_time={SLICE}", "-timeout=25", "-rss_limit_mb=2048", f"-max_len={LARGEST}", "-print_final_stats=1"]
    begun, runs, found = cpu_of_children(), 0, 0
    while cpu_of_children() - begun < minutes * 60:
        ended = subprocess.run(
            cargo_fuzz("run", target, str(corpus)) + ["--", f"-artifact_prefix={artifacts}/", *options],
            cwd=HERE, capture_output=True, check=False,
        )
        output = ended.stderr.decode(errors="replace")
        runs += sum(int(count) for count in re.findall(r"number_of_executed_units:\s*(\d+)", output))
        if ended.returncode != 0:
            found += 1
            print(f"{target}: {output[-3000:]}", file=sys.stderr, flush=True)
            if found == 3:
                break
    spent = (cpu_of_children() - begun) / 60
    print(f"{target}: {spent:.1f} CPU min, {runs} runs, {len(list(corpus.iterdir()))} inputs, {found} found", flush=True)
    return found > 0


def keep(target, most):
    """Writes the smallest set of inputs with the same coverage to `regressions/`, up to so many of the smallest."""
    merged = HERE / "corpus" / f"{target}.merged"
    shutil.rmtree(merged, ignore_errors=True)
    merged.mkdir(parents=True)
    command = cargo_fuzz("run", target, str(merged), str(HERE / "corpus" / target)) + ["--", "-merge=1", "-max_len=4096"]
    subprocess.run(command, cwd=HERE, check=True, capture_output=True)
    kept = HERE / "regressions" / target
    kept.mkdir(parents=True, exist_ok=True)
    for case in sorted(merged.iterdir(), key=lambda path: path.stat().st_size)[:most]:
        shutil.copy(case, kept / case.name)


def main():
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30, help="CPU minutes a target")
    parser.add_argument("--keep", type=int, metavar="N", help="keep the N smallest inputs of the merged corpus; fuzz nothing")
    parser.add_argument("targets", nargs="*", default=[])
    options = parser.parse_args()
    targets = options.targets or list(SEEDS)
    if options.keep is not None:
        for target in targets:
            keep(target, options.keep)
        return 0
    return 1 if any([fuzz(target, options.minutes) for target in targets]) else 0


if __name__ == "__main__":
    sys.exit(main())
