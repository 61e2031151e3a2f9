"""Runs the case folders: tests/cases/NAME holds `arguments` (one a line; {input}, {case}, {rules} and
{small}, the rules folder of one small pack, are replaced) and, where
they matter, `input` (standard input), `expected` (standard output, exactly), `output` (lines that standard output must hold),
`error` (lines that standard error must hold), `status` (0 if absent), `environment` (NAME=VALUE lines) and `shell`, a command
line instead of `arguments`, in which $ASSAY is the command."""

import os
import pathlib
import subprocess
import sys

CASES = pathlib.Path(__file__).resolve().parent / "cases"
RULES = CASES.parent.parent / "rules"
SMALL = CASES.parent / "rules-small"


def read(case, name):
    path = case / name
    return path.read_bytes() if path.exists() else None


def fill(text, case):
    return (
        text.replace("{case}", str(case))
        .replace("{input}", str(case / "input"))
        .replace("{rules}", str(RULES))
        .replace("{small}", str(SMALL))
    )


def run(case, binary):
    environment = dict(os.environ, ASSAY=binary, ASSAY_RULES="")
    for line in (read(case, "environment") or b"").decode().splitlines():
        name, value = line.split("=", 1)
        environment[name] = fill(value, case)
    shell = read(case, "shell")
    if shell is not None:
        command = ["sh", "-c", fill(shell.decode(), case)]
    else:
        command = [binary] + [fill(line, case) for line in (read(case, "arguments") or b"").decode().splitlines()]
    return subprocess.run(
        command, input=read(case, "input") or b"", capture_output=True, env=environment, cwd=case, timeout=120
    )


def missing_lines(wanted, got, case):
    text = got.decode("utf-8", "replace")
    return [line for line in fill(wanted.decode(), case).splitlines() if line not in text]


def faults_of(case, binary):
    result = run(case, binary)
    status = int(read(case, "status") or b"0")
    if result.returncode != status:
        yield f"exit status {result.returncode}, not {status}: {result.stderr.decode(errors='replace')[:500]}"
    expected = read(case, "expected")
    if expected is not None and result.stdout != expected:
        yield f"standard output differs:\n{result.stdout.decode(errors='replace')[:2000]}"
    for name, got in (("output", result.stdout), ("error", result.stderr)):
        wanted = read(case, name)
        if wanted is None:
            continue
        if not wanted and got:
            yield f"standard {name} should be empty: {got.decode(errors='replace')[:500]}"
        for line in missing_lines(wanted, got, case):
            yield f"standard {name} lacks: {line}\nit is:\n{got.decode(errors='replace')[:1500]}"


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    names = sys.argv[2:]
    cases = [case for case in sorted(CASES.iterdir()) if case.is_dir() and (not names or case.name in names)]
    failed = 0
    for case in cases:
        faults = list(faults_of(case, binary))
        failed += bool(faults)
        for fault in faults:
            print(f"{case.name}: {fault}")
    print(f"{len(cases)} cases, {failed} failed")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
