"""Help, man page and completions come from one table: every option of every command stands in each of them, and they are in
order by their own tools, where these are there (bash, groff)."""

import pathlib
import re
import shutil
import subprocess
import sys

COMMANDS = ["annotate", "rules", "normalize", "verify", "diff", "report", "eval", "summary", "schema"]


def run(*command, text=None):
    result = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if result.returncode != 0 or result.stderr:
        sys.exit(f"{command}: status {result.returncode}\n{result.stderr[:2000]}")
    return result.stdout


def complete(script, *words):
    line = f'COMP_WORDS=({" ".join(words)}); COMP_CWORD={len(words) - 1}; _assay; printf "%s\\n" "${{COMPREPLY[@]}}"'
    return run("bash", "-c", f"source /dev/stdin <<'END'\n{script}END\n{line}").split()


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    man = run(binary, "help", "--man")
    scripts = {shell: run(binary, "help", "--completion", shell) for shell in ("bash", "zsh", "fish")}
    plain = man.replace("\\-", "-")
    options = 0
    for command in COMMANDS:
        names = re.findall(r"^ +(?:-\w, )?--([a-z-]+)", run(binary, command, "--help"), re.MULTILINE)
        options += len(names)
        for name in names:
            assert f"\\fB--{name}\\fR" in plain, f"the man page lacks --{name}"
            assert f"-l {name} " in scripts["fish"], f"fish lacks --{name}"
            assert f"'--{name}[" in scripts["zsh"], f"zsh lacks --{name}"
        if shutil.which("bash"):
            assert complete(scripts["bash"], "assay", command, "--") == [f"--{name}" for name in names], command
    assert options > 60, options
    if shutil.which("bash"):
        assert complete(scripts["bash"], "assay", "ev")[0] == "eval"
        assert complete(scripts["bash"], "assay", "rules", "ch") == ["check"]
    if shutil.which("groff"):
        run("groff", "-man", "-ww", "-z", text=man)
    print(f"{options} options in help, man page and completions")


if __name__ == "__main__":
    main()
