"""The tutorial of rules/README.md is true: its blocks are run in order in an empty folder. A block whose fence says `sh` is run;
one that says `console` holds one command behind `$ ` and what it prints, line by line."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

import records

SECTION = re.compile(r"\n## A pack in ten minutes\n(.*?)\n## ", re.DOTALL)
BLOCK = re.compile(r"```(sh|console)\n(.*?)```", re.DOTALL)


def run(command, folder, environment):
    result = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return result.stdout + result.stderr


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    text = (records.ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    blocks = BLOCK.findall(SECTION.search(text).group(1))
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "bin").mkdir()
        (folder / "bin" / "assay").symlink_to(binary)
        environment = dict(os.environ, PATH=f"{folder / 'bin'}:{os.environ['PATH']}", ASSAY_RULES=str(records.RULES))
        for kind, body in blocks:
            command, wanted = (body, None) if kind == "sh" else body[2:].split("\n", 1)
            printed = run(command, folder, environment)
            if wanted is not None and printed != wanted:
                failed += 1
                print(f"$ {command}\nprints:\n{printed}and not:\n{wanted}")
    print(f"{len(blocks)} blocks, {failed} not true")
    return 1 if failed or len(blocks) < 5 else 0


if __name__ == "__main__":
    sys.exit(main())
