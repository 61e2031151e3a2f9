"""Is the command hardened as CMakeLists.txt says? Each protection that the compiler or linker took leaves a sign in the program;
this looks for the sign of each with readelf and objdump. arguments: the command, then the protections taken."""

import re
import subprocess
import sys

SKIPPED = 77


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def signs(program):
    """What stands for each protection: whether its sign is there, and what the sign is."""
    headers = output_of("readelf", "-Wl", program)
    dynamic = output_of("readelf", "-Wd", program)
    symbols = output_of("readelf", "-W", "--dyn-syms", program)
    code = output_of("objdump", "-d", "--no-show-raw-insn", program)
    stack = re.search(r"GNU_STACK.*", headers)
    return {
        "-fstack-protector-strong": ("__stack_chk_fail" in symbols, "a call of __stack_chk_fail"),
        "-fstack-clash-protection": (
            "aarch64" in code or re.search(r"or[ql]?\s+\$0x0,.*\(%[re]sp\)", code) is not None,
            "a probe of each page of a large frame",
        ),
        "-fcf-protection": (re.search(r"<main>:\n\s*\S+\s+endbr", code) is not None, "main beginning with endbr"),
        "-mbranch-protection=standard": ("paciasp" in code, "signed return addresses"),
        "-D_FORTIFY_SOURCE=3": (re.search(r"__\w+_chk\b", symbols) is not None, "checked library functions"),
        "relro": ("GNU_RELRO" in headers, "a GNU_RELRO segment"),
        "now": ("BIND_NOW" in dynamic or re.search(r"FLAGS_1.*NOW", dynamic) is not None, "BIND_NOW"),
        "noexecstack": (stack is not None and "RWE" not in stack.group(), "a stack that is not executable"),
        "pie": ("DYN" in output_of("readelf", "-h", program) and "INTERP" in headers, "a program that can lie anywhere"),
    }


def main():
    program, taken = sys.argv[1], [word for word in sys.argv[2:] if not word.startswith("-U")]
    with open(program, "rb") as file:
        if file.read(4) != b"\x7fELF":
            print("skipped: not an ELF program")
            return SKIPPED
    try:
        found = signs(program)
    except FileNotFoundError as missing:
        print(f"skipped: there is no {missing.filename}")
        return SKIPPED
    unknown = [word for word in taken if word not in found]
    lacking = [f"{word}: the program lacks {found[word][1]}" for word in taken if word in found and not found[word][0]]
    for line in [f"{word}: this test knows no sign of it" for word in unknown] + lacking:
        print(line)
    print(f"{len(taken)} protections, {len(unknown) + len(lacking)} of them without their sign: {' '.join(taken)}")
    return 1 if unknown or lacking or not taken else 0


if __name__ == "__main__":
    sys.exit(main())
