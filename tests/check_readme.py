"""The examples of README.md are true: each console block holds a command behind `$ ` and what it prints. `--write` puts in what
it prints now."""

import os
import pathlib
import re
import subprocess
import sys

import records

BLOCK = re.compile(r"```console\n\$ ([^\n]*)\n(.*?)```", re.DOTALL)


def output_of(command, binary):
    environment = dict(os.environ, PATH=f"{binary.parent}:{os.environ['PATH']}", ASSAY_RULES=str(records.RULES))
    result = subprocess.run(["sh", "-c", command], capture_output=True, env=environment, cwd=records.ROOT, check=True)
    return result.stdout.decode("utf-8")


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    path = records.ROOT / "README.md"
    text = path.read_text(encoding="utf-8")
    failed = 0
    for command, expected in BLOCK.findall(text):
        printed = output_of(command, binary)
        if printed != expected:
            failed += 1
            print(f"README.md: {command}\nprints:\n{printed}")
    if "--write" in sys.argv:
        new = BLOCK.sub(lambda m: f"```console\n$ {m[1]}\n{output_of(m[1], binary)}```", text)
        path.write_text(new, encoding="utf-8")
        return 0
    print(f"{len(BLOCK.findall(text))} examples, {failed} failed")
    return 1 if failed or not BLOCK.search(text) else 0


if __name__ == "__main__":
    sys.exit(main())
