"""What PyIceberg and DuckDB do in a run."""

import duck
from events import BACKLOG, HOURS, iso
from run_of_steps import expect


class PythonSteps:
    def __init__(self, run):
        self.run = run

    def pyiceberg_prunes(self):
        table = self.run.table()
        first = self.run.events.start(2)
        within = f"time >= '{iso(first)}' and time < '{iso(self.run.events.start(1))}'"
        snapshot = table.current_snapshot().snapshot_id
        everything = len(list(table.scan(snapshot_id=snapshot).plan_files()))
        planned = len(list(table.scan(row_filter=within, snapshot_id=snapshot).plan_files()))
        one_hour = table.scan(row_filter=within + " and source == '/backlog'", snapshot_id=snapshot).to_arrow().num_rows
        backlog = table.scan(row_filter="source == '/backlog'", snapshot_id=snapshot).to_arrow().num_rows
        expect(0 < planned < everything, f"{planned} of {everything} files planned")
        expect(one_hour == BACKLOG // HOURS, f"{one_hour} rows of the hour, {BACKLOG // HOURS} acknowledged")
        expect(backlog == BACKLOG, f"{backlog} rows, {BACKLOG} acknowledged")
        return f"{planned} of {everything} files planned for one of {HOURS + 1} hours; {one_hour} of {backlog} rows, as acknowledged"

    def each_once(self):
        found = self.run.table().scan(selected_fields=("source", "id")).to_arrow()
        rows = list(zip(found["source"].to_pylist(), found["id"].to_pylist()))
        expected = {(event["source"], event["id"]) for event in self.run.sent} - self.run.deleted
        missing, more = expected - set(rows), set(rows) - expected
        expect(len(set(rows)) == len(rows), f"{len(rows) - len(set(rows))} rows are there twice")
        expect(not missing and not more, f"{len(missing)} missing, such as {list(missing)[:3]}; {len(more)} too many")
        return f"{len(self.run.sent)} acknowledged - {len(self.run.deleted)} deleted = {len(rows)} rows, each once"

    def pyiceberg_reads(self):
        found = self.run.table().scan(row_filter="source == '/backlog'").to_arrow().num_rows
        expect(found == self.run.undeleted(), f"{found} rows, {self.run.undeleted()} expected")
        return f"{found} rows of the backlog"

    def duckdb_reads(self):
        found = duck.count(self.run.node.catalog, "source = '/backlog'")
        expect(found == self.run.undeleted(), f"{found} rows, {self.run.undeleted()} expected")
        return f"{found} rows of the backlog"
