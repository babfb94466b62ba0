"""RPKI measured beside other daemons; see run.

The cache is reached through a relay, which lets a daemon connect at once and lets data through from
one moment on: the clock starts there, whatever a daemon's retry timer is.
"""
import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

sys.path.insert(0, os.environ["HARNESS"])
import bench  # noqa: E402
import daemons  # noqa: E402

CACHE_PORT = 8282
RELAY_PORT = 8283
SETTLE = 4.0


class Relay:
    """Passes TCP connections on to the cache once it is opened."""

    def __init__(self):
        self.opened = threading.Event()
        self.connected = threading.Event()
        self.octets = 0
        self.listener = socket.create_server(("127.0.0.1", RELAY_PORT))
        threading.Thread(target=self._accept, daemon=True).start()

    def open(self):
        self.opened.set()
        return time.monotonic()

    def _accept(self):
        while True:
            try:
                c, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(c,), daemon=True).start()

    def _serve(self, c):
        self.connected.set()
        self.opened.wait()
        s = socket.create_connection(("127.0.0.1", CACHE_PORT))
        threading.Thread(target=self._pump, args=(c, s, False), daemon=True).start()
        self._pump(s, c, True)

    def _pump(self, a, b, counted):
        try:
            while d := a.recv(1 << 18):
                b.sendall(d)
                if counted:
                    self.octets += len(d)
        except OSError:
            pass
        for x in (a, b):
            try:
                x.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        # closing alone does not end an accept that waits
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


class Bird(daemons.Bird):
    def channel(self, af, export):
        return "  ipv%d { import filter rov%d; import table on; export none; table igp%d; igp table igp%d; };\n" % (
            af, af, af, af)

    def conf(self):
        o = ["roa4 table r4;", "roa6 table r6;"]
        for af in (4, 6):
            o.append("filter rov%d { if roa_check(r%d, net, bgp_path.last_nonaggregated) = ROA_INVALID then reject; "
                     "accept; }" % (af, af))
        o.append("protocol rpki cache { roa4 { table r4; }; roa6 { table r6; }; remote 127.0.0.1 port %d; "
                 "retry keep 1; refresh keep 600; expire keep 7200; }" % RELAY_PORT)
        return "\n".join(o) + "\n" + super().conf()

    def vrps(self):
        n = 0
        for t in ("r4", "r6"):
            m = re.search(r"(\d+) of \d+ routes", self.ctl("show route table %s count" % t))
            n += int(m.group(1)) if m else 0
        return n

    def excluded(self, routes):
        return routes - self.poll()["paths"]


class Frr(daemons.Frr):
    counts_cheaply = False

    def conf(self):
        return super().conf() + "rpki\n rpki polling_period 3600\n rpki retry_interval 1\n rpki cache 127.0.0.1 %d preference 1\n exit\n" % RELAY_PORT

    def start(self):
        c = self.write("bgpd.conf", self.conf())
        self.spawn([self.binary(), "-f", c, "-Z", "-n", "-S", "-p", str(self.plan.port), "-P", "0", "-A", "127.0.0.1",
                    "-i", self.path("bgpd.pid"), "--vty_socket", self.work, "-M", "rpki",
                    "--log", "file:" + self.path("bgpd.log"), "--log-level", "warnings"])

    def vrps(self):
        t = self.vty("show rpki prefix-table")
        return sum(int(x) for x in re.findall(r"Number of IPv\d Prefixes: (\d+)", t))


class OpenBgpd(daemons.OpenBgpd):
    def conf(self):
        return super().conf().replace(
            "allow from any\n", "rtr 127.0.0.1 { port %d }\nallow from any\ndeny from any ovs invalid\n" % RELAY_PORT)

    def vrps(self):
        r = daemons.sh([daemons.which("bgpctl"), "-s", self.sock, "-j", "show", "sets"])
        return sum(x.get("num_ipv4", 0) + x.get("num_ipv6", 0)
                   for x in json.loads(r.stdout).get("sets", []) if x.get("type") == "ROA")

    def excluded(self, routes):
        r = daemons.sh([daemons.which("bgpctl"), "-s", self.sock, "show", "rib", "in", "ovs", "invalid"], 300)
        return sum(1 for l in r.stdout.splitlines() if re.match(r"^\S*\s*(?:\S+\s+)?\S+/\d+", l))


class Savd(daemons.Daemon):
    name = "savd"

    def version(self):
        return os.environ.get("PRODUCT_VERSION", "savd")

    def start(self):
        p = self.plan
        o = ["[router]", "as = %d" % daemons.LOCAL_AS, 'id = "%s"' % daemons.RID,
             "[bgp]", 'listen = ["%s:%d"]' % (daemons.LOCAL, p.port),
             "[control]", 'socket = "%s"' % self.path("savd.sock"), "[http]", 'listen = "off"',
             "[cache.relay]", 'address = "127.0.0.1"', "port = %d" % RELAY_PORT, "max-version = 1",
             "[interface.feed0]", 'role = "provider"', 'method = "loose-ignoring-default"', 'mode = "monitor"']
        for nb in p.neighbours():
            o += ["[neighbor.%s]" % nb["name"], 'address = "%s"' % nb["addr"], "as = %d" % nb["asn"],
                  'interface = "feed0"', 'local-address = "%s"' % daemons.LOCAL, "passive = true", "multihop = 64"]
        c = self.write("savd.toml", "\n".join(o) + "\n")
        self.spawn([os.environ["SAVD"], "run", "-c", c, "--dataplane", "none"])

    def ask(self, what):
        s = socket.socket(socket.AF_UNIX)
        s.settimeout(60)
        try:
            s.connect(self.path("savd.sock"))
            s.sendall((json.dumps({"show": what}) + "\n").encode())
            b = b""
            while d := s.recv(1 << 16):
                b += d
            return json.loads(b)
        finally:
            s.close()

    def poll(self):
        return self.ask("status")

    def vrps(self):
        v = self.ask("rpki")["vrps"]
        return v["ipv4"] + v["ipv6"]

    def excluded(self, routes):
        return self.ask("rpki")["routes"]["rov"]["invalid"]


DRIVERS = {"bird": Bird, "frr": Frr, "openbgpd": OpenBgpd, "savd": Savd}


def start_cache(a):
    p = subprocess.Popen(
        ["stayrtr", "-cache", a.vrps, "-checktime=false", "-bind", "127.0.0.1:%d" % CACHE_PORT, "-disable.aspa",
         "-metrics.addr", "127.0.0.1:9847", "-loglevel", "error"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        # it listens before it has read its file
        try:
            with urllib.request.urlopen("http://127.0.0.1:9847/metrics", timeout=5) as r:
                if sum(float(x) for x in re.findall(r"^rpki_vrps\{.*\} (\S+)$", r.read().decode(), re.M)) > 0:
                    time.sleep(2)
                    return p
        except OSError:
            pass
        time.sleep(0.5)
    p.terminate()
    raise RuntimeError("stayrtr has read nothing")


def wait_quiet(samp, limit):
    end = time.monotonic() + limit
    time.sleep(SETTLE)
    while time.monotonic() < end and samp.rate(SETTLE) > 0.03:
        time.sleep(0.1)


def one(name, a, expected):
    work = tempfile.mkdtemp(prefix=name + "-", dir=a.work)
    os.chmod(work, 0o755)
    plan = daemons.Plan(feeders=1 if a.scenario == "validate" else 0)
    d = DRIVERS[name](plan, work)
    relay = Relay()
    feed = None
    res = {"daemon": name, "scenario": a.scenario}
    try:
        d.start()
        d.wait_up()
        if a.scenario == "validate":
            feed = bench.Feed([a.feed, "--n", "1", "--port", str(plan.port), "--mrt", a.mrt, "--mrt-peer", "0"])
            ready = feed.wait("ready", 180)
            feed.say("go")
            end = time.monotonic() + 120
            while time.monotonic() < end and d.poll()["paths"] < ready["prefixes"]:
                time.sleep(0.3)
            res["routes"] = d.poll()["paths"]
        samp = bench.Sampler(d.proc.pid)
        samp.start()
        wait_quiet(samp, 60)
        c0, rss0 = samp.totals()[:2]
        if not relay.connected.wait(60):
            raise RuntimeError("%s never connected to the cache: %s" % (name, d.tail()))
        t0 = relay.open()
        end = time.monotonic() + 60
        complete = None
        while getattr(d, "counts_cheaply", True) and time.monotonic() < end and complete is None:
            if d.vrps() >= expected:
                complete = time.monotonic()
            time.sleep(0.05)
        wait_quiet(samp, 90)
        c1, rss1 = samp.totals()[:2]
        samp.halt.set()
        res.update(vrps=d.vrps(), octets=relay.octets,
                   loaded_s=round(complete - t0, 2) if complete else None,
                   quiet_s=round(samp.last_busy(t0) - t0, 2), cpu_s=round(c1 - c0, 2),
                   grown_mib=round((rss1 - rss0) / 2**20, 1))
        if a.scenario == "validate":
            res["invalid"] = d.excluded(res["routes"])
    finally:
        if feed:
            feed.stop()
        relay.close()
        d.stop()
        if not a.keep:
            shutil.rmtree(work, ignore_errors=True)
    return res


def main():
    p = argparse.ArgumentParser()
    p.add_argument("scenario", choices=["load", "validate"])
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--daemons", default="")
    p.add_argument("--vrps", required=True)
    p.add_argument("--mrt")
    p.add_argument("--feed")
    p.add_argument("--work", required=True)
    p.add_argument("--keep", action="store_true")
    a = p.parse_args()
    names = (a.daemons or {"load": "savd,bird,frr", "validate": "savd,bird,openbgpd"}[a.scenario]).split(",")
    with open(a.vrps) as f:
        expected = len({(r["prefix"], r["maxLength"], r["asn"]) for r in json.load(f)["roas"]})
    print("%d VRPs" % expected)
    cache = start_cache(a)
    rows = []
    try:
        for _ in range(a.rounds):
            for name in names:
                r = one(name, a, expected)
                rows.append(r)
                print(json.dumps(r), flush=True)
    finally:
        cache.terminate()
        cache.wait(10)
    print("| daemon | all VRPs, s | quiet, s | processor, s | memory grown, MiB |%s" % (
        " invalid |" if a.scenario == "validate" else ""))
    print("|---|---|---|---|---|%s" % ("---|" if a.scenario == "validate" else ""))
    for name in names:
        mine = [r for r in rows if r["daemon"] == name]
        cell = []
        for k in ("loaded_s", "quiet_s", "cpu_s", "grown_mib"):
            v = [r[k] for r in mine if r[k] is not None]
            cell.append("%s (%s-%s)" % (statistics.median(v), min(v), max(v)) if v else "-")
        if a.scenario == "validate":
            cell.append(str(sorted({r["invalid"] for r in mine})))
        print("| %s | %s |" % (name, " | ".join(cell)))


main()
