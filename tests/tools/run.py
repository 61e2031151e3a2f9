#!/usr/bin/env python3
"""Loads what assay writes into the tools that it is for: makes a virtual environment that holds them, once, and runs check_tools.py there.

    run.py ASSAY FOLDER [TEST...]

FOLDER keeps the environment. Status 77, and a line that says why, where the tools cannot be had."""

import hashlib
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
LIMIT = 900  # seconds, for a slow mirror


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def pip(python, *arguments):
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1", *arguments]
    try:
        result = subprocess.run(command, capture_output=True, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        skip(f"pip did not install the tools within {LIMIT} s")
    if result.returncode != 0:
        last = result.stderr.decode(errors="replace").strip().split("\n")[-1]
        skip(f"pip could not install the tools of {HERE.name}/requirements.txt: {last}")


def environment(folder):
    """The Python of an environment that holds exactly these tools."""
    wanted = (HERE / "requirements.txt").read_bytes()
    python, mark = folder / "bin" / "python", folder / "installed"
    digest = hashlib.sha256(wanted).hexdigest()
    if mark.exists() and mark.read_text(encoding="ascii") == digest:
        return python
    for maker in (sys.executable, shutil.which("python3")):
        made = subprocess.run([maker, "-m", "venv", "--clear", folder], capture_output=True, check=False)
        if made.returncode == 0:
            break
    else:
        skip("no Python here makes a virtual environment (python3-venv on Debian)")
    whole, alone = wanted.decode().split("# alone\n")
    pip(python, *[line for line in whole.split("\n") if line and not line.startswith("#")])
    pip(python, "--no-deps", *alone.split())
    mark.write_text(digest, encoding="ascii")
    return python


def main():
    assay, folder, *tests = sys.argv[1:]
    python = environment(pathlib.Path(folder).resolve())
    sys.exit(subprocess.run([python, "-B", "-W", "ignore", HERE / "check_tools.py", assay, *tests], check=False).returncode)


if __name__ == "__main__":
    main()
