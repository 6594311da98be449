#!/usr/bin/env python3
"""Measures detectd and its peers on the same inputs; called by compare.sh. Standard library only.

Every program runs pinned to one core (the rows that say otherwise aside), several times, in turns, so
that a slow moment of the machine meets all of them; the median of the time of the processor counts,
of all its threads and of the kernel for it, since other guests of a shared machine take the core away.
"""
import argparse, datetime, os, platform, re, shutil, statistics, subprocess, sys, tarfile
import tempfile, time


class Run:
    """Seconds of wall clock and of the processor, and the peak of memory in MB."""

    def __init__(self, seconds, processor, peak):
        self.seconds, self.processor, self.peak = seconds, processor, peak


def run(command, cores="0", environment=None):
    read, write = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(read)
        null = os.open(os.devnull, os.O_RDWR)
        # Not the null device: grep reads no further than the first match when it sees that.
        out = os.memfd_create("out")
        for target, descriptor in ((null, 0), (out, 1), (null, 2)):
            os.dup2(target, descriptor)
        os.sched_setaffinity(0, {int(core) for core in cores.split(",")})
        os.environ.update(environment or {})
        try:
            os.execvp(command[0], command)
        except OSError:
            os._exit(127)
    os.close(write)
    os.close(read)
    _, status, usage = os.wait4(child, 0)
    seconds = time.monotonic() - started
    if os.waitstatus_to_exitcode(status) not in (0, 1, 3):  # 3: some rules or input could not be read
        raise SystemExit(f"compare: {' '.join(command)} failed ({status})")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000)


def median(runs, attribute="seconds"):
    return statistics.median(getattr(r, attribute) for r in runs)


class Table:
    def __init__(self):
        self.lines = []

    def add(self, *cells):
        self.lines.append("| " + " | ".join(str(c) for c in cells) + " |")
        print("  ".join(str(c) for c in cells), file=sys.stderr, flush=True)


def cpu():
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


class Comparison:
    def __init__(self, arguments):
        self.binary = os.path.abspath(arguments.binary)
        self.shared = os.path.abspath(arguments.shared)
        self.megabytes = arguments.mb
        self.runs = arguments.runs
        self.folder = tempfile.mkdtemp(prefix="detectd-compare-")
        self.table = Table()
        self.reach = Table()

    # ------------------------------------------------------------ inputs

    def path(self, name):
        return os.path.join(self.folder, name)

    def generate(self, kind, *more):
        out = self.path(kind + ".log")
        subprocess.run(
            [sys.executable, f"{self.shared}/tools/gen_bench.py", kind, "--out", out,
             "--mb", str(self.megabytes), "--seed", "1", *more],
            check=True, stdout=subprocess.DEVNULL)
        return out

    def inputs(self):
        self.fw = self.generate("fw", "--seconds", "2700", "--attacks", "300")
        self.auth = self.generate("auth", "--seconds", "10800", "--attacks", "150")
        self.sysmon = self.generate("sysmon")
        self.cisco = self.path("cisco.log")
        with open(self.fw, "rb") as log, open(self.cisco, "wb") as out:
            for line in log:
                if b"%ASA-" in line:
                    out.write(line)
        lists = self.path("lists")
        subprocess.run(
            [sys.executable, f"{self.shared}/tools/gen_bench.py", "ioc", "--out", lists],
            check=True, stdout=subprocess.DEVNULL)
        self.indicators = []
        for name in sorted(os.listdir(lists)):
            if name.endswith(".txt"):
                self.indicators += ["--indicators", os.path.join(lists, name)]
        self.indicatorCount = sum(
            sum(1 for _ in open(path, "rb")) for path in self.indicators[1::2])
        archive = next(
            n for n in sorted(os.listdir(f"{self.shared}/data")) if n.startswith("sigmahq"))
        with tarfile.open(f"{self.shared}/data/{archive}") as tar:
            tar.extractall(self.path("sigmahq"), filter="data")
        self.sigmahq = self.path("sigmahq")
        self.empty = self.path("empty.log")
        open(self.empty, "w").close()

    # ------------------------------------------------------------ measuring

    def scan(self, log, *more):
        return [self.binary, "scan", "--quiet", "--year", "2025", "--workers", "1",
                "--output", "ndjson", "--blocklist", self.path("blocked"), *more, log]

    def measure(self, *commands, cores="0"):
        """The runs of each command, in turns."""
        runs = [[] for _ in commands]
        for _ in range(self.runs):
            for place, command in enumerate(commands):
                runs[place].append(run(command, cores=cores))
        return runs

    def rate(self, runs, log, base=0.0):
        """MB/s and lines/s of a log, without what the same run takes for an empty one."""
        seconds = max(median(runs, "processor") - base, 1e-6)
        lines = sum(1 for _ in open(log, "rb"))
        return os.path.getsize(log) / 1e6 / seconds, lines / seconds

    def reached(self, what, figure, wanted, holds):
        self.reach.add(what, figure, wanted, "yes" if holds else "**no**")

    def detectd(self):
        full = self.scan(self.fw, *self.indicators)
        blank = self.scan(self.empty, *self.indicators)
        fw, auth, fwBlank, authBlank = self.measure(
            full, self.scan(self.auth), blank, self.scan(self.empty))
        speed, lines = self.rate(fw, self.fw, median(fwBlank, "processor"))
        self.reached(f"fw-mixed, shipped packs, {self.indicatorCount:,} indicators",
                     f"{speed:.0f} MB/s, {lines / 1e6:.2f} M lines/s", "1 GB/s", speed >= 1000)
        self.fwSpeed, self.fwLines = speed, lines
        speed, lines = self.rate(auth, self.auth, median(authBlank, "processor"))
        self.reached("auth, shipped packs", f"{speed:.0f} MB/s, {lines / 1e6:.2f} M lines/s",
                     "700 MB/s", speed >= 700)
        self.authSpeed, self.authLines = speed, lines
        peak = median(fw, "peak")
        self.reached("peak memory, fw-mixed with indicators", f"{peak:.0f} MB", "200 MB",
                     peak <= 200)
        load = median(fwBlank, "processor") - median(authBlank, "processor")
        self.reached("loading the indicators", f"{load:.2f} s", "1.5 s", load <= 1.5)

    def sigma(self):
        every = ["--rules", self.sigmahq]
        sysmon, cisco, blank = self.measure(
            self.scan(self.sysmon, *every), self.scan(self.cisco, *every),
            self.scan(self.empty, *every))
        speed, lines = self.rate(sysmon, self.sysmon, median(blank, "processor"))
        self.reached("windows-sysmon, all of SigmaHQ",
                     f"{lines / 1e3:.0f} k events/s, {speed:.0f} MB/s", "300 k events/s",
                     lines >= 300e3)
        speed, lines = self.rate(cisco, self.cisco, median(blank, "processor"))
        self.reached("Cisco syslog, all of SigmaHQ",
                     f"{lines / 1e6:.2f} M lines/s, {speed:.0f} MB/s", "1 M lines/s", lines >= 1e6)
        load = median(blank, "processor")
        self.reached("loading and compiling all of SigmaHQ", f"{load:.2f} s", "1 s", load <= 1)

    def ratios(self):
        two = [a if a != "1" else "2" for a in self.scan(self.fw)]
        one = self.scan(self.fw)
        runsTwo = self.measure(two, one, cores=",".join(map(str, range(os.cpu_count()))))
        pinned = self.measure(one)[0]
        ratio = median(pinned) / median(runsTwo[0])
        self.reached("two workers on two cores, against one pinned to one core", f"× {ratio:.2f}",
                     "× 1.8", ratio >= 1.8)
        rules = os.path.join("Rules", "starter")
        more = ["--rules", rules]
        for part in ("network", "linux", "web", "application"):
            path = os.path.join(self.sigmahq, "rules", part)
            more += ["--rules", path] if os.path.isdir(path) else []
        few, many, fewBlank, manyBlank = self.measure(
            self.scan(self.fw, "--rules", rules), self.scan(self.fw, *more),
            self.scan(self.empty, "--rules", rules), self.scan(self.empty, *more))
        count = lambda paths: sum(
            name.endswith((".yml", ".yaml")) and not name.endswith(".tests.yml")
            for path in paths for _, _, names in os.walk(path) for name in names)
        factor = count(more[1::2]) / count([rules])
        many, few, manyBlank, fewBlank = (
            median(runs, "processor") for runs in (many, few, manyBlank, fewBlank))
        ratio = (many - manyBlank) / (few - fewBlank)
        self.reached(f"{factor:.0f} × the rules on fw-mixed", f"× {ratio:.2f} the time", "× 1.5",
                     ratio <= 1.5)

    def literals(self):
        """Search for literals by itself, beside Vectorscan: the same literals over the same log."""
        ours = os.path.join(os.path.dirname(self.binary), "literal-search")
        what = "literals of SigmaHQ's linux and network rules, caseless, on fw-mixed"
        theirs = self.path("vectorscan")
        source = os.path.join("Benchmarks", "LiteralSearch", "vectorscan.c")
        if not os.path.exists(ours):
            return self.reached(what, "literal-search is not built", "Vectorscan", False)
        built = shutil.which("cc") and subprocess.run(
            ["cc", "-O2", "-o", theirs, source, "-lhs"], stderr=subprocess.DEVNULL).returncode == 0
        if not built:
            return self.reached(what, "Vectorscan is not installed", "Vectorscan", False)
        literals = self.path("literals")
        packs = [os.path.join(self.sigmahq, "rules", part) for part in ("linux", "network")]
        with open(literals, "w") as out:
            subprocess.run([ours, "list", *packs], check=True, stdout=out)
        commands = [[ours, "count", literals, self.fw, "3"], [theirs, literals, self.fw, "3"]]
        rates, hits = [[], []], set()
        for _ in range(self.runs):
            for place, command in enumerate(commands):
                seconds, found = subprocess.run(
                    ["taskset", "-c", "0", *command], check=True, capture_output=True,
                    text=True).stdout.split()
                rates[place].append(os.path.getsize(self.fw) / 1e9 / float(seconds))
                hits.add(found)
        if len(hits) != 1:
            raise SystemExit(f"compare: the literals found differ: {hits}")
        mine, other = (statistics.median(rate) for rate in rates)
        with open(literals) as lines:
            count = sum(1 for _ in lines)
        self.reached(f"{count:,} {what}", f"{mine:.2f} GB/s, × {mine / other:.1f}",
                     f"Vectorscan: {other:.2f} GB/s", mine >= other)

    # ------------------------------------------------------------ peers

    def peer(self, name, what, log, command, ours, cores="0"):
        if shutil.which(command[0]) is None:
            self.table.add(name, what, "not installed", "", "")
            return
        speed, lines = self.rate(self.measure(command, cores=cores)[0], log)
        self.table.add(name, what, f"{lines / 1e3:,.0f} k lines/s", f"{speed:,.1f} MB/s",
                       f"× {ours / lines:,.1f}")

    def part(self, log, lines):
        """The first lines of a log, for peers that are slow."""
        out = log + ".part"
        with open(log, "rb") as source, open(out, "wb") as target:
            for _, line in zip(range(lines), source):
                target.write(line)
        return out

    def peers(self):
        auth = self.part(self.auth, 60_000)
        self.peer("fail2ban-regex", "auth, filter sshd", auth,
                  ["fail2ban-regex", "-d", "{^LN-BEG}", auth, "sshd"], self.authLines)
        rules = self.path("sec.conf")
        with open(rules, "w") as out:
            out.write(SEC_RULES)
        self.peer("SEC", "auth, two rules with a threshold", auth,
                  ["sec", f"--conf={rules}", f"--input={auth}", "--fromstart", "--notail",
                   "--log=/dev/null"], self.authLines)
        self.peer("grep -E -c", "auth, one pattern, no decoding", self.auth,
                  ["grep", "-E", "-c", "(Failed|Accepted) password|Invalid user", self.auth],
                  self.authLines)
        self.peer("ripgrep", "auth, one pattern, no decoding", self.auth,
                  ["rg", "-j1", "-c", "(Failed|Accepted) password|Invalid user", self.auth],
                  self.authLines)
        self.peer("wc -l", "fw-mixed, counting line ends", self.fw, ["wc", "-l", self.fw],
                  self.fwLines)

    # ------------------------------------------------------------ the record

    def record(self, out):
        version = subprocess.run(
            [self.binary, "version"], capture_output=True, text=True).stdout.split("\n")[0]
        today = datetime.date.today().isoformat()
        lines = [
            f"# {today}, {cpu()}", "",
            f"{version}; {os.cpu_count()} cores, Linux {platform.release()}; inputs of "
            f"{self.megabytes} MiB from seed 1; median of {self.runs} runs, pinned to one core "
            "unless said, by the time of the processor. Rates leave out what the same run takes for an empty input.", "",
            "| work | measured | reach | met |", "|---|---|---|---|", *self.reach.lines, "",
            "Peers on the same files. The last column says how many times as many lines detectd "
            "took in the same session, decoding and matching them with the shipped packs.", "",
            "| peer | work | lines | bytes | detectd |", "|---|---|---|---|---|",
            *self.table.lines, "",
        ]
        if out is None:
            name = re.sub(r"[^a-z0-9]+", "-", cpu().lower()).strip("-")
            out = os.path.join("Benchmarks", "Records", f"{today}-{name}.md")
        with open(out, "w") as target:
            target.write("\n".join(lines))
        print("\n".join(lines))
        print(f"written to {out}", file=sys.stderr)


SEC_RULES = r"""
type=SingleWithThreshold
ptype=RegExp
pattern=sshd\[\d+\]: Failed password for (?:invalid user )?\S+ from (\S+) port
desc=failures from $1
action=write - block $1
window=60
thresh=5

type=SingleWithThreshold
ptype=RegExp
pattern=sshd\[\d+\]: Invalid user \S+ from (\S+)
desc=unknown users from $1
action=write - block $1
window=60
thresh=5
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--mb", type=int, default=192)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--out")
    arguments = parser.parse_args()
    comparison = Comparison(arguments)
    try:
        comparison.inputs()
        comparison.detectd()
        comparison.sigma()
        comparison.ratios()
        comparison.literals()
        comparison.peers()
        comparison.record(arguments.out)
    finally:
        shutil.rmtree(comparison.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
