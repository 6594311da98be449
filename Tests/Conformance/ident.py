#!/usr/bin/env python3
"""Runs `detectd parse` over the records of recognition cases and writes which were recognised.

  ident.py --cases CASES --binary DETECTD --names FILE --out FILE [--misses]

A case says by what name another program knows a record ("decoder" or "sourcetype" of "expect").
FILE of names maps these to our decoders. A prediction repeats the expectation when one of them took
the record. README.md says more. Standard library only.
"""
import argparse
import json
import pathlib
import subprocess
import sys


def main():
    arguments = read_arguments()
    names = read_names(arguments.names)
    found = total = 0
    with open(arguments.out, "w", encoding="utf-8") as out:
        for path in sorted((arguments.cases / "ident").glob("*.jsonl")):
            for case, dataset in decoded(arguments.binary, path):
                name = case["expect"].get("decoder") or case["expect"].get("sourcetype")
                total += 1
                if dataset in names.get(name, ()):
                    found += 1
                    out.write(json.dumps({"id": case["id"], **case["expect"]}) + "\n")
                elif arguments.misses:
                    print(f"{name}: {dataset}: {' '.join(case['lines'])[:200]}", file=sys.stderr)
    print(f"ident: {found} of {total}", file=sys.stderr)


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=pathlib.Path, required=True, help="folder of case folders")
    parser.add_argument("--binary", required=True, help="the built program")
    parser.add_argument("--names", type=pathlib.Path, required=True, help="names, one a line")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="predictions, NDJSON")
    parser.add_argument("--misses", action="store_true", help="show what was not recognised")
    return parser.parse_args()


def read_names(path):
    """The decoders that stand for each name."""
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {words[0]: set(words[1:]) for words in lines if words and words[0] != "#"}


def decoded(binary, path):
    """(case, event.dataset) of each case of a file; its lines are one record."""
    with open(path, encoding="utf-8") as file:
        cases = [json.loads(line) for line in file]
    records = [" ".join(" ".join(case["lines"]).splitlines()) for case in cases]
    data = "".join(record + "\n" for record in records).encode("utf-8")
    run = subprocess.run([binary, "parse", "-"], input=data, stdout=subprocess.PIPE, check=True)
    events = [json.loads(line) for line in run.stdout.decode("utf-8").splitlines()]
    if len(events) != len(cases):
        sys.exit(f"ident: error: {path.name}: {len(cases)} records in, {len(events)} out")
    return [(case, event["event"]["dataset"]) for case, event in zip(cases, events)]


if __name__ == "__main__":
    main()
