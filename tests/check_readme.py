"""The examples of README.md and GUIDE.md are true: in a console block, what stands between one `$ ` and the next is what that
command prints; its further lines stand behind `> `. The commands of a document run one after the other in one empty folder,
which has the `corpus` and the `rules` in it. `--write` puts in what they print now."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

import records

DOCUMENTS = {"README.md": 1, "GUIDE.md": 15}  # and the fewest commands they may have
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"^\$ ([^\n]*\n(?:> ?[^\n]*\n)*)((?:(?!\$ )[^\n]*\n)*)", re.MULTILINE)


def output_of(command, folder, binary):
    environment = dict(os.environ, PATH=f"{binary.parent}:{os.environ['PATH']}", ASSAY_RULES="rules", XDG_CACHE_HOME=folder)
    result = subprocess.run(
        ["sh", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, cwd=folder, check=False
    )
    return result.stdout.decode("utf-8")


def replay(name, binary):
    """The document as it would be true, and the commands that print something else."""
    text = (records.ROOT / name).read_text(encoding="utf-8")
    wrong = []
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        for part in ("corpus", "rules"):
            (pathlib.Path(folder) / part).symlink_to(records.ROOT / part)

        def run(match):
            nonlocal count
            count += 1
            printed = output_of(re.sub(r"\n> ?", "\n", match[1]), folder, binary)
            if printed != match[2]:
                wrong.append(f"{name}: $ {match[1]}prints:\n{printed}")
            return f"$ {match[1]}{printed}"

        true = BLOCK.sub(lambda block: f"```console\n{COMMAND.sub(run, block[1])}```", text)
    return true, wrong, count


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    failed = 0
    total = 0
    for name, fewest in DOCUMENTS.items():
        true, wrong, count = replay(name, binary)
        if "--write" in sys.argv:
            (records.ROOT / name).write_text(true, encoding="utf-8")
        else:
            failed += len(wrong) + (count < fewest)
            print("".join(wrong), end="")
        total += count
    print(f"{total} examples, {failed} not true")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
