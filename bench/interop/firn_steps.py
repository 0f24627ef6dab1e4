"""What the node and its clients do in a run."""

from events import BACKLOG, RATE
from programs import Node, Send, Stream
from run_of_steps import expect


class FirnSteps:
    def __init__(self, run):
        self.run = run

    def start_node(self):
        self.run.node = Node(self.run.folder)
        self.run.started(self.run.node.process)
        self.run.node.await_ready()
        return self.run.node.url

    def send_backlog(self):
        """In two halves, so that there are small files to rewrite."""
        backlog = self.run.events.backlog()
        for half in (backlog[:BACKLOG // 2], backlog[BACKLOG // 2:]):
            send = Send(self.run.node.url)
            self.run.started(send.process)
            for event in half:
                send.write(event)
            code, counts = send.end()
            expect(code == 0 and counts["acknowledged"] == len(half), f"firn send ended with {code}: {counts}")
            code, answer = self.run.node.ctl("flush", "--all")
            expect(code == 0, f"ctl flush ended with {code}: {answer}")
        self.run.sent += backlog
        return f"{len(backlog)} events acknowledged and committed"

    def start_stream(self):
        self.stream = Stream(self.run.node.url, RATE, self.run.events.streamed)
        self.run.started(self.stream.send.process)
        self.stream.start()
        return f"{RATE} events/s into the same types and hours, until the end; a commit each second"

    def end_stream(self):
        code, counts = self.stream.end()
        sent = len(self.stream.events)
        expect(code == 0 and counts["acknowledged"] == sent, f"firn send ended with {code} of {sent}: {counts}")
        code, answer = self.run.node.ctl("flush", "--all")
        expect(code == 0, f"ctl flush ended with {code}: {answer}")
        self.run.sent += self.stream.events
        return f"{sent} events acknowledged, {counts['retries']} retries; all flushed"

    def audit(self):
        code, report = self.run.node.ctl("audit", "--full")
        events = report["tables"][0]
        notes = "; ".join(events["notes"])
        findings = [finding["check"] + ": " + finding["detail"] for finding in report["findings"]]
        expect(code == 0 and not findings, f"exit code {code}, {len(findings)} findings, first: {findings[:3]}; {notes}")
        expect(f"{len(self.run.deleted)} rows" in notes, f"the deletes are not explained: {notes}")
        kept = len(list((self.run.folder / "data").rglob("removed/*/*.json")))
        expect(kept == 3, f"{kept} of 3 deletes are kept for when history forgets them")
        rows = events["rows"]
        return f"{rows['received']} received = {rows['committed']} committed, {events['identities']} read; {notes}"

    def nothing_parked(self):
        code, answer = self.run.node.ctl("commits")
        phases = [committer["phase"] for committer in answer["committers"]]
        expect(code == 0 and "parked" not in phases, f"exit code {code}: {answer['committers']}")
        return "committers: " + ", ".join(phases)
