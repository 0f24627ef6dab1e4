"""A run: steps that say what they saw."""

import time

from pyiceberg.catalog import load_catalog

from events import BACKLOG, Events


class Failed(Exception):
    """Something is not as it should be."""


def expect(holds, what):
    if not holds:
        raise Failed(what)


class Run:
    """What the steps share."""

    def __init__(self, options, folder):
        self.options, self.folder, self.events = options, folder, Events()
        self.programs, self.failed = [], 0
        self.sent, self.deleted = [], set()

    def step(self, name, work):
        """One line: ok or failed, what was seen, and how long it took. The steps after a failed one are still taken."""
        begun = time.monotonic()
        try:
            outcome, said = "ok", work()
        except Failed as e:
            self.failed += 1
            outcome, said = "FAILED", str(e)
        except Exception as e:  # of the engines, whatever it is
            self.failed += 1
            outcome, said = "FAILED", f"{type(e).__name__}: {e}"
        print(f"{outcome:6}  {name:34}  {said}  ({time.monotonic() - begun:.1f} s)", flush=True)

    def started(self, program):
        self.programs.append(program)
        return program

    def table(self):
        """As PyIceberg sees it now."""
        return load_catalog("firn", type="rest", uri=self.node.catalog).load_table("analytics.events")

    def undeleted(self):
        """Rows of the backlog that are left, while the stream goes on."""
        return BACKLOG - len([id for source, id in self.deleted if source == "/backlog"])
