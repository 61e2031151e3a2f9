"""Installs into a folder of its own, builds a program against what was installed (through pkg-config and through CMake), and
runs it and the installed command, which must find the installed rules."""

import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
WANTED = "MNG\nCHN\n"


def run(*command, **options):
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    if result.returncode != 0:
        sys.exit(f"failed: {command}\n{result.stdout}{result.stderr}")
    return result.stdout


def check(what, got):
    if got != WANTED:
        sys.exit(f"{what}: {got!r}, not {WANTED!r}")
    print(f"{what}: as it should be")


def main():
    cmake, generator, build, compiler = sys.argv[1:5]
    with tempfile.TemporaryDirectory() as folder:
        prefix = pathlib.Path(folder) / "prefix"
        run(cmake, "--install", build, "--prefix", prefix)
        rules = prefix / "share" / "assay" / "rules"
        for name in ("assay.1", "assay", "_assay", "assay.fish"):
            if not any(path.is_file() for path in prefix.rglob(name)):
                sys.exit(f"not installed: {name}")
        config = next(prefix.rglob("assay.pc")).parent
        environment = dict(os.environ, PKG_CONFIG_PATH=str(config))
        flags = run("pkg-config", "--static", "--cflags", "--libs", "assay", env=environment)
        program = pathlib.Path(folder) / "program"
        run(compiler, HERE / "program.c", "-o", program, *shlex.split(flags))
        environment["LD_LIBRARY_PATH"] = str(config.parent)
        check("through pkg-config", run(program, rules, env=environment))
        tree = pathlib.Path(folder) / "build"
        run(cmake, "-G", generator, "-S", HERE, "-B", tree, f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_C_COMPILER={compiler}")
        run(cmake, "--build", tree)
        check("through CMake", run(tree / "program", rules, env=environment))
        command = f"'{prefix}/bin/assay' | grep -o '\"id\":\"[A-Z]*\"' | head -n 2"
        got = run("sh", "-c", f"echo 'Mongolia sells copper to China.' | {command}", env=dict(os.environ, ASSAY_RULES=""))
        check("the installed command", got.replace('"id":"', "").replace('"', ""))


if __name__ == "__main__":
    main()
