#!/usr/bin/env python3
"""Runs `detectd parse` over a folder of parse cases and writes what it said, for a scorer.
With rules, runs `detectd scan` over the cases of rules instead.

  predict.py --cases CASES --binary DETECTD --out FILE [--formats FILE] [--subset DIR]
  predict.py --cases CASES --binary DETECTD --out FILE --rules PATH [--rules PATH …]
  predict.py --cases CASES --binary DETECTD --out FILE --alerts --rules PATH
  predict.py --cases CASES --binary DETECTD --out FILE --intel

A case is one JSON object a line with "id" and "lines"; README.md says more. Each file of cases is
one run of the program, and each case one record of it. Standard library only.
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys

KINDS = ("parse", "parse-extra")
RULE_KINDS = ("rule", "rule-oracle")
ALERT_KINDS = ("alert", "web")
INTEL_KINDS = ("ti", "ti-extra")
# A scan that left out rules or inputs with errors, and named them, went on with the others.
DONE, INCOMPLETE = 0, 3


def main():
    arguments = read_arguments()
    if arguments.alerts:
        write_alerts(arguments)
        return
    if arguments.intel:
        write_indicators(arguments)
        return
    names = read_formats(arguments.formats) if arguments.formats else None
    files = case_files(arguments.cases, names, RULE_KINDS if arguments.rules else KINDS)
    if not files:
        sys.exit(f"predict: error: no case files in {arguments.cases}")
    with open(arguments.out, "w", encoding="utf-8") as out:
        for kind, path in files:
            made = (
                fired_rules(arguments.binary, path, arguments.rules)
                if arguments.rules
                else predictions(arguments.binary, path, format_of(names, path))
            )
            for prediction in made:
                out.write(json.dumps(prediction, ensure_ascii=False) + "\n")
            if arguments.subset:
                folder = arguments.subset / kind
                folder.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, folder / path.name)
    print(f"predict: {len(files)} files", file=sys.stderr)


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=pathlib.Path, required=True, help="folder of case folders")
    parser.add_argument("--binary", required=True, help="the built program")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="predictions, NDJSON")
    parser.add_argument("--formats", type=pathlib.Path, help="case files that count, one a line")
    parser.add_argument("--rules", action="append", help="rules to run, for cases of rules and alerts")
    parser.add_argument("--subset", type=pathlib.Path, help="copy the case files that count here")
    parser.add_argument("--alerts", action="store_true", help="the kinds alert and web instead")
    parser.add_argument("--intel", action="store_true", help="the kinds of feeds instead")
    return parser.parse_args()


def write_alerts(arguments):
    """One {"id", "alert", "hosts"} for each case of the kinds alert and web."""
    count = 0
    with open(arguments.out, "w", encoding="utf-8") as out:
        for kind in ALERT_KINDS:
            for path in sorted((arguments.cases / kind).glob("*.jsonl")):
                with open(path, encoding="utf-8") as file:
                    cases = [json.loads(line) for line in file]
                answers = web_hosts if kind == "web" else alert_hosts
                for case, hosts in zip(cases, answers(arguments, cases, path)):
                    answer = {"id": case["id"], "alert": hosts is not None, "hosts": hosts or []}
                    out.write(json.dumps(answer) + "\n")
                count += 1
    print(f"predict: {count} files", file=sys.stderr)


def write_indicators(arguments):
    """One {"id", "fields"} for each entry of a feed, each read as a feed of its own."""
    count = 0
    with open(arguments.out, "w", encoding="utf-8") as out:
        for kind in INTEL_KINDS:
            for path in sorted((arguments.cases / kind).glob("*.jsonl")):
                with open(path, encoding="utf-8") as file:
                    cases = [json.loads(line) for line in file]
                for case in cases:
                    fields = indicator(arguments.binary, "\n".join(case["lines"]))
                    out.write(json.dumps({"id": case["id"], "fields": fields}) + "\n")
                count += 1
    print(f"predict: {count} files", file=sys.stderr)


def indicator(binary, text):
    """The fields of all that is said of one entry."""
    run = subprocess.run(
        [binary, "intel", "parse", "-"], input=text.encode("utf-8"), stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, check=False)
    fields = {}
    for line in run.stdout.decode("utf-8").splitlines():
        for name, value in flat(json.loads(line)).items():
            fields.setdefault(name, [])
            fields[name] += value if isinstance(value, list) else [value]
    return fields


def web_hosts(arguments, cases, path):
    """Of each case, the hosts of the rules that its one line fired; None when none did."""
    alerts = scan(arguments, [record(case["lines"]) for case in cases], path)
    hosts = [None] * len(cases)
    for alert in alerts:
        if alert["detectd"]["alert"]["kind"] != "rule":
            continue
        for evidence in alert["detectd"]["evidence"]:
            place = evidence["record"] - 1
            hosts[place] = (hosts[place] or []) + entities(alert)
    return hosts


def alert_hosts(arguments, cases, path):
    """Of each case, the hosts that its log raises; of fail2ban's, those that a line counts for."""
    answers = []
    for case in cases:
        hosts = None
        for alert in scan(arguments, case["lines"], path):
            hosts = (hosts or []) + entities(alert)
        if case["source"] == "fail2ban":
            for event in parse(arguments.binary, [record([x]) for x in case["lines"]], path, "auto"):
                if counts(flat(event)):
                    hosts = (hosts or []) + host_of(flat(event))
        answers.append(hosts)
    return answers


def counts(fields):
    """Whether one event is a failure of the host that it names."""
    types = fields.get("event.type") or []
    failed = fields.get("event.outcome") == "failure"
    refused = "denied" in types or fields.get("event.action") in ("probe", "ssh_probe")
    return bool(host_of(fields)) and (failed or refused)


def host_of(fields):
    host = fields.get("source.ip") or fields.get("source.address")
    return [host] if isinstance(host, str) else host or []


def entities(alert):
    return host_of(flat(alert)) or [alert["detectd"].get("entity", "")]


def scan(arguments, records, path):
    data = "".join(record([text]) + "\n" for text in records).encode("utf-8")
    command = [arguments.binary, "scan", "--quiet", "--output", "ndjson"]
    rules = [word for path in arguments.rules or [] for word in ("--rules", path)]
    run = subprocess.run(
        command + rules + ["-"], input=data, stdout=subprocess.PIPE, check=False)
    if run.returncode not in (DONE, INCOMPLETE):
        sys.exit(f"predict: error: {path.name}: scan ended with {run.returncode}")
    return [json.loads(line) for line in run.stdout.decode("utf-8").splitlines()]


def read_formats(path):
    """Case files by name, each with the format to name for it: auto unless a second word says."""
    lines = (line.split("#")[0].split() for line in path.read_text(encoding="utf-8").splitlines())
    return {words[0]: words[1] if len(words) > 1 else "auto" for words in lines if words}


def case_files(cases, names, kinds):
    """(kind, path) of every case file, or of those whose name without ending is in `names`."""
    found = [(kind, path) for kind in kinds for path in sorted((cases / kind).glob("*.jsonl"))]
    if names is None:
        return found
    missing = names.keys() - {path.stem for _, path in found}
    if missing:
        sys.exit(f"predict: error: no such case files: {', '.join(sorted(missing))}")
    return [(kind, path) for kind, path in found if path.stem in names]


def format_of(names, path):
    return names[path.stem] if names else "auto"


def fired_rules(binary, path, rules):
    """One {"id", "rule_ids"} for each case of a file, by the record that an alert is about. Each
    line of such a case is an event of its own."""
    with open(path, encoding="utf-8") as file:
        cases = [json.loads(line) for line in file]
    owners = [place for place, case in enumerate(cases) for _ in case["lines"]]
    data = "".join(record([line]) + "\n" for case in cases for line in case["lines"]).encode()
    command = [binary, "scan", "--quiet", "--output", "ndjson", "-"]
    for rule in rules:
        command += ["--rules", rule]
    run = subprocess.run(command, input=data, stdout=subprocess.PIPE, check=False)
    if run.returncode not in (DONE, INCOMPLETE):
        sys.exit(f"predict: error: {path.name}: {' '.join(command)} ended with {run.returncode}")
    fired = [[] for _ in cases]
    for line in run.stdout.decode("utf-8").splitlines():
        alert = json.loads(line)
        number = alert["detectd"]["evidence"][-1]["record"]
        fired[owners[number - 1]].append(alert["rule"]["id"])
    for case, ids in zip(cases, fired):
        yield {"id": case["id"], "rule_ids": sorted(set(ids))}


def predictions(binary, path, name):
    """One {"id", "fields"} for each case of a file."""
    with open(path, encoding="utf-8") as file:
        cases = [json.loads(line) for line in file]
    events = parse(binary, [record(case["lines"]) for case in cases], path, name)
    for case, event in zip(cases, events):
        fields = flat(event)
        verdict = verdict_of(fields)
        if verdict:
            fields["x.verdict"] = verdict
        yield {"id": case["id"], "fields": fields}


def record(lines):
    """The lines of a case as one record: a line end inside would make two of it."""
    return " ".join(line.replace("\r", " ").replace("\n", " ") for line in lines)


def parse(binary, records, path, name):
    data = "".join(text + "\n" for text in records).encode("utf-8")
    command = [binary, "parse", "--format", name, "-"]
    run = subprocess.run(command, input=data, stdout=subprocess.PIPE, check=False)
    if run.returncode != 0:
        sys.exit(f"predict: error: {path.name}: {' '.join(command)} ended with {run.returncode}")
    events = [json.loads(line) for line in run.stdout.decode("utf-8").splitlines()]
    if len(events) != len(records):
        sys.exit(f"predict: error: {path.name}: {len(records)} records in, {len(events)} out")
    return events


def flat(value, prefix=""):
    """Nested objects as dotted names."""
    fields = {}
    for name, part in value.items():
        name = f"{prefix}.{name}" if prefix else name
        if isinstance(part, dict):
            fields.update(flat(part, name))
        else:
            fields[name] = part
    return fields


def verdict_of(fields):
    """allow or deny, where the event says one and not the other."""
    types = fields.get("event.type") or []
    types = set(types if isinstance(types, list) else [types])
    allowed, denied = "allowed" in types, "denied" in types
    if allowed == denied:
        return None
    return "allow" if allowed else "deny"


if __name__ == "__main__":
    main()
