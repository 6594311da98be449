#!/usr/bin/env python3
"""How long it takes from a line in a log to a block: in the list that a firewall pulls, and in the
kernel's set.

    Benchmarks/reaction.py BINARY [--lines N] [--held N]

Runs BINARY in a network namespace of its own (root, unshare and nft are needed), lets it hold some
blocks already, then appends one line after another to a file that it tails, each from an address
that was not there before, and looks for the address in the pulled list (asked for again and again)
and in the kernel's events (nft monitor). Prints medians and the slowest, in milliseconds.
"""

import argparse
import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import time

RULE = """title: Failed login
id: 5b2b5f35-6d49-4b5e-9a35-0d6d6b6f9f10
logsource: {product: linux, service: sshd}
detection:
  selection: {event.outcome: failure}
  condition: selection
level: high
detectd: {entity: [source.ip]}
"""

CONFIGURATION = """rules: [FOLDER/rule.yml]
policy: FOLDER/policy.yml
inputs: [{name: log, type: file, paths: [FOLDER/in.log], from: beginning}]
state: {folder: FOLDER/state}
blocks-per-minute: 10000000
blocked-share: 100%
web:
  listen: 127.0.0.1:0
  lists: [{name: edge}]
  consumers: [{name: bench, token: bench-0123456789abcdef}]
push: [{type: nft, name: detectd}]
"""

POLICY = """rules:
  - {name: all, match: {level: high}, action: block, target: source, duration: 4h}
"""


def line(address, number):
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return f"{now} host1 sshd[{number}]: Failed password for root from {address} port 4242 ssh2\n"


def address(number):
    # Every second one, so that no two are one network.
    number = 2 * number
    return f"11.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


class Kernel(threading.Thread):
    """The addresses that the kernel was told, and when."""

    def __init__(self):
        super().__init__(daemon=True)
        self.seen = {}
        self.monitor = subprocess.Popen(
            ["nft", "monitor", "new", "elements"], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)

    def run(self):
        for text in self.monitor.stdout:
            now = time.monotonic()
            for found in re.findall(r"\b11\.\d+\.\d+\.\d+\b", text):
                self.seen.setdefault(found, now)


def wait(what, seconds, holds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = holds()
        if found:
            return found
        time.sleep(0.002)
    sys.exit(f"reaction.py: {what} did not happen within {seconds} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--lines", type=int, default=100)
    parser.add_argument("--held", type=int, default=1000, help="blocks that are there before")
    options = parser.parse_args()
    if "REACTION_INSIDE" not in os.environ:
        inside = dict(os.environ, REACTION_INSIDE="1")
        command = ["unshare", "-n", sys.executable, os.path.abspath(__file__), *sys.argv[1:]]
        sys.exit(subprocess.run(command, env=inside).returncode)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        measure(os.path.abspath(options.binary), options, folder)


def measure(binary, options, folder):
    for name, text in (("rule.yml", RULE), ("policy.yml", POLICY), ("run.yaml", CONFIGURATION)):
        with open(f"{folder}/{name}", "w") as out:
            out.write(text.replace("FOLDER", folder))
    log = open(f"{folder}/in.log", "a", buffering=1)
    for number in range(options.held):
        log.write(line(address(number), number))
    log.flush()
    errors = open(f"{folder}/errors", "w+")
    run = subprocess.Popen(
        [binary, "run", "--config", f"{folder}/run.yaml"], stdout=subprocess.DEVNULL, stderr=errors)

    def port():
        found = re.search(r"serving over HTTP.*port=(\d+)", open(f"{folder}/errors").read())
        return found and int(found[1])

    kernel = None
    try:
        web = http.client.HTTPConnection("127.0.0.1", wait("the start", 60, port))

        def pull():
            web.request(
                "GET", "/blocklists/edge.plain-v4", headers={"X-Api-Key": "bench-0123456789abcdef"})
            return web.getresponse().read()

        def isHeld():
            time.sleep(0.2)
            return subprocess.run(
                ["nft", "get", "element", "inet", "detectd", "hosts4",
                 "{ %s }" % address(options.held - 1)],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

        wait("the blocks before", 600, isHeld)
        pull()
        kernel = Kernel()
        kernel.start()
        time.sleep(1)
        lists, sets = [], []
        for number in range(options.held, options.held + options.lines):
            wanted = address(number)
            text = line(wanted, number)
            started = time.monotonic()
            log.write(text)
            wait(f"{wanted} in the list", 20, lambda: wanted.encode() in pull())
            lists.append(time.monotonic() - started)
            sets.append(wait(f"{wanted} in the kernel", 20, lambda: kernel.seen.get(wanted)) - started)
            time.sleep(0.05)
        # The first one waits until what came before it is written to the state.
        print(f"the first line after the burst: {lists[0] * 1000:.0f} ms to the list, "
              f"{sets[0] * 1000:.0f} ms to the kernel's set")
        lists, sets = lists[1:], sets[1:]
        for name, times in (("pulled list", lists), ("kernel's set", sets)):
            times.sort()
            print(
                f"line to {name}: median {times[len(times) // 2] * 1000:.0f} ms, "
                f"slowest of {len(times)} {times[-1] * 1000:.0f} ms, {options.held:,} blocks before")
    except SystemExit:
        print(open(f"{folder}/errors").read()[-2000:], file=sys.stderr)
        raise
    finally:
        if kernel:
            kernel.monitor.kill()
        run.terminate()
        run.wait()


main()
