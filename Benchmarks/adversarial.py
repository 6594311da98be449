#!/usr/bin/env python3
"""Input made to be slow: each kind, four times as long, must not take more than about four times as
many instructions, and no more of them a byte than its bound. Counted under valgrind's callgrind, so
the result does not depend on how busy the machine is. Standard library only.

    Benchmarks/adversarial.py BINARY [KIND...]
"""
import functools, os, re, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
RULES = os.path.join(HERE, "..", "Rules", "starter")
# What four times the input may take, over four times the instructions.
SLACK = 1.25
EXPLODING = """title: Exploding Expression
id: 6d5b7c0e-1f5c-4c39-9a55-0d6a1f6f2f11
logsource: {category: webserver}
detection:
  selection: {cs-uri-query|re: '^(a+)+$'}
  condition: selection
level: low
"""


def web(target):
    return f'192.0.2.7 - - [05/Jan/2026:09:00:00 +0000] "GET {target} HTTP/1.1" 404 0 "-" "-"\n'


def failure(address):
    return f"Jan  5 09:00:00 h sshd[7]: Failed password for root from {address} port 4022 ssh2\n"


@functools.cache
def prefixes():
    """The beginnings of every literal of the packs, each without its last letter, in one line."""
    words = []
    for folder, _, names in os.walk(os.path.join(HERE, "..", "Rules")):
        for name in sorted(names):
            if not name.endswith((".yml", ".yaml")) or name.endswith(".tests.yml"):
                continue
            with open(os.path.join(folder, name), encoding="utf-8") as text:
                words += re.findall(r"[\w./%=\\-]{3,24}", text.read())
    soup = "".join(word[:-1] for word in sorted(set(words)))
    return web("/?" + soup[:60_000])


def v4(number):
    return f"{11 + (number >> 16)}.{number >> 8 & 255}.{number & 255}.9"


# Kind: how many records the smaller input has, a record by its number, bound of instructions a byte.
KINDS = {
    "every literal's prefix": (12, lambda n: prefixes(), 1_800),
    "64 KiB of one letter": (12, lambda n: "a" * 65_000 + "\n", 160),
    "64 KiB of quotes": (12, lambda n: '"' * 65_000 + "\n", 160),
    "64 KiB of backslashes in JSON": (12, lambda n: '{"a":"' + "\\" * 65_000 + '"}\n', 120),
    "64 KiB of open brackets": (12, lambda n: "[{" * 32_000 + "\n", 180),
    "64 KiB of equals signs": (12, lambda n: "date=2026-01-05 logid=1 " + "=" * 64_000 + "\n", 100),
    "64 KiB of percent signs in a URL": (12, lambda n: web("/?" + "%" * 60_000), 400),
    "keys that all differ": (12_000, lambda n: failure(v4(n)), 250),
    "keys that differ in their high bits": (12_000, lambda n: failure(
        f"2001:db8:{n & 0xffff:x}:{n >> 4 & 0xffff:x}::"), 200),
    "an expression that explodes": (24, lambda n: web("/?" + "a" * 2_000 + "!"), 5_000),
}


def count(binary, folder, lines):
    log = os.path.join(folder, "input.log")
    with open(log, "w") as out:
        out.writelines(lines)
    text = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", binary, "scan", "--quiet",
         "--workers", "1", "--year", "2026", "--now", "1775000000", "--rules", RULES,
         "--rules", os.path.join(folder, "rules"), "--output", "ndjson", log],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False).stderr
    found = re.search(r"Collected : (\d+)", text)
    if not found:
        raise SystemExit(f"adversarial.py: valgrind says: {text[-300:]}")
    return int(found.group(1)), os.path.getsize(log)


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    wanted = sys.argv[2:] or list(KINDS)
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        binary = os.path.join(folder, "detectd")
        # Valgrind 3.19 does not read the debugging information of this compiler.
        subprocess.run(["strip", "-g", "-o", binary, sys.argv[1]], check=True)
        os.mkdir(os.path.join(folder, "rules"))
        with open(os.path.join(folder, "rules", "exploding.yml"), "w") as out:
            out.write(EXPLODING)
        for kind in wanted:
            records, make, bound = KINDS[kind]
            # What the first record of a kind sets up is no cost of the others.
            first, start = count(binary, folder, [make(0)])
            small, _ = count(binary, folder, [make(n) for n in range(records)])
            large, size = count(binary, folder, [make(n) for n in range(4 * records)])
            growth = 4 * ((large - first) / (4 * records - 1)) / ((small - first) / (records - 1))
            cost = (large - first) / (size - start)
            holds = growth <= 4 * SLACK and cost <= bound
            failed |= not holds
            print(f"{kind:36} {cost:8.1f} instructions a byte (bound {bound}), 4 x the input takes "
                  f"{growth:.2f} x  {'' if holds else 'TOO MUCH'}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
