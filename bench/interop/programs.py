"""The programs of a run: the node, its clients, Spark. Each ends with the run, however that ends."""

import json
import pathlib
import socket
import subprocess
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIRN = str(ROOT / "firn")

# What Spark needs opened of the JDK (its own JavaModuleOptions).
OPENED = [
    "java.lang", "java.lang.invoke", "java.lang.reflect", "java.io", "java.net", "java.nio", "java.util",
    "java.util.concurrent", "java.util.concurrent.atomic", "jdk.internal.ref", "sun.nio.ch", "sun.nio.cs",
    "sun.security.action", "sun.util.calendar",
]


def stop(process, seconds=30):
    """In order if it can be had, else by force."""
    if process.stdin and not process.stdin.closed:
        try:
            process.stdin.close()
        except BrokenPipeError:
            pass
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Node:
    """One node with everything embedded, which flushes, commits and looks for old snapshots more often than it would."""

    def __init__(self, folder):
        self.url = f"http://127.0.0.1:{free_port()}"
        self.catalog = self.url + "/catalog"
        log = open(folder / "node.log", "w")
        self.process = subprocess.Popen(
            [FIRN, "run", "--port", self.url.rsplit(":", 1)[1], "--data", str(folder / "data"),
             "-Dfirn.flush.max-age=2s", "-Dfirn.commit.interval=1s", "-Dfirn.snapshots.expiry-interval=5s"],
            stdout=log, stderr=subprocess.STDOUT)

    def await_ready(self, seconds=120):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                return urllib.request.urlopen(self.url + "/health/ready", timeout=2).status
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("the node did not become ready; node.log says why")

    def ctl(self, *words):
        """Its exit code and answer."""
        done = subprocess.run([FIRN, "ctl", *words, "--to", self.url, "--format", "json"],
                              capture_output=True, text=True, timeout=180)
        if not done.stdout.strip():
            raise RuntimeError(f"ctl {' '.join(words)} ended with {done.returncode}: {done.stderr[-500:]}")
        return done.returncode, json.loads(done.stdout)


class Send:
    """firn send, fed line by line; what it counted is known at its end."""

    def __init__(self, url, *options):
        self.process = subprocess.Popen(
            [FIRN, "send", "-", "--to", url, "--format", "json", *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def write(self, event):
        self.process.stdin.write(json.dumps(event) + "\n")

    def end(self):
        self.process.stdin.close()
        counts = json.loads(self.process.stdout.read())
        return self.process.wait(), counts


class Stream(threading.Thread):
    """Sends events at a rate until it is told to stop; all that it sent is in ``events``."""

    def __init__(self, url, rate, make):
        super().__init__(daemon=True)
        self.send = Send(url, "--batch", "100")
        self.rate, self.make, self.events, self.ended = rate, make, [], threading.Event()

    def run(self):
        begun = time.monotonic()
        while not self.ended.wait(0.1):
            while len(self.events) < (time.monotonic() - begun) * self.rate:
                self.events.append(self.make(len(self.events)))
                self.send.write(self.events[-1])
            self.send.process.stdin.flush()

    def end(self):
        self.ended.set()
        self.join()
        return self.send.end()


class Spark:
    def __init__(self, java, tools, catalog, folder):
        opened = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in OPENED]
        self.process = subprocess.Popen(
            [java, "-Xmx1g", *opened, "-Djdk.reflect.useDirectMethodHandle=false",
             "-cp", f"{tools}/classes:{tools}/spark/*", "SparkSql", catalog, str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=open(folder / "spark.log", "w"), text=True)
        self.version = self.answer()[0]["version"]

    def sql(self, statement):
        self.process.stdin.write(" ".join(statement.split()) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def one(self, statement):
        """The only value of the only row."""
        return next(iter(self.sql(statement)[0].values()))

    def answer(self):
        kind, _, text = self.process.stdout.readline().partition(" ")
        if kind != "rows":
            raise RuntimeError(f"Spark: {text.strip()[:600] or 'ended; spark.log says why'}")
        return json.loads(text)
