"""What Spark does in a run."""

import time

import pyiceberg

import duck
from events import BACKLOG
from programs import Spark
from run_of_steps import Failed, expect

TABLE = "firn.analytics.events"
ONE_USER = "subject = 'user-3'"


class SparkSteps:
    def __init__(self, run):
        self.run = run

    def start_spark(self):
        folder = self.run.folder / "spark"
        folder.mkdir()
        self.run.spark = Spark(self.run.options.java, self.run.options.tools, self.run.node.catalog, folder)
        self.run.started(self.run.spark.process)
        return f"Spark {self.run.spark.version}, PyIceberg {pyiceberg.__version__}, DuckDB {duck.version()}"

    def count(self, where, version=None):
        as_of = f" VERSION AS OF {version}" if version else ""
        return self.run.spark.one(f"SELECT count(*) FROM {TABLE}{as_of} WHERE {where}")

    def newest(self):
        return self.run.spark.sql(f"SELECT snapshot_id, committed_at, operation, parent_id, summary FROM {TABLE}.snapshots "
                              "ORDER BY committed_at DESC LIMIT 1")[0]

    def spark_reads(self):
        found = self.count("source = '/backlog'")
        expect(found == BACKLOG, f"{found} rows, {BACKLOG} acknowledged")
        by_type = self.run.spark.sql(f"SELECT type, count(*) AS n FROM {TABLE} WHERE source = '/backlog' GROUP BY type")
        expect(all(row["n"] == BACKLOG // 4 for row in by_type), f"{by_type}")
        return f"{found} rows of the backlog, {len(by_type)} types"

    def spark_travels(self):
        """The count of a snapshot, asked for in three ways while the table goes on, and by PyIceberg."""
        then = self.newest()
        self.then = then["snapshot_id"]
        moment = then["committed_at"]
        self.rows_then = self.count("true", self.then)
        by_time = self.run.spark.one(f"SELECT count(*) FROM {TABLE} TIMESTAMP AS OF '{moment}'")
        other = self.run.table().scan(snapshot_id=self.then).count()
        until = time.monotonic() + 30
        while self.count("true") == self.rows_then and time.monotonic() < until:
            time.sleep(0.5)
        now = self.count("true")
        expect(self.rows_then == by_time == other, f"{self.rows_then} by version, {by_time} by time, {other} by PyIceberg")
        expect(now > self.rows_then, f"{now} rows now, {self.rows_then} then: ingest stands still")
        return f"{self.rows_then} rows by version {self.then} and as of {moment}; {now} now"

    def travels_behind_deletes(self):
        again = self.count("true", self.then)
        expect(again == self.rows_then, f"{again} rows, {self.rows_then} before")
        return f"version {self.then} still has {again} rows"

    def rewrite(self, *options):
        stated = ", ".join(f"'{word}'" for option in options for word in option)
        before = self.count("source = '/backlog'")
        done = self.run.spark.sql("CALL firn.system.rewrite_data_files(table => 'analytics.events', "
                              f"options => map({stated}))")[0]
        after = self.count("source = '/backlog'")
        expect(done["rewritten_data_files_count"] > 0, f"nothing was rewritten: {done}")
        expect(before == after, f"{before} rows of the backlog before, {after} after")
        return (f"{done['rewritten_data_files_count']} files became {done['added_data_files_count']}, "
                f"{done['rewritten_bytes_count'] // 1024} KiB; {after} rows of the backlog as before")

    def rewrite_manifests(self):
        """Iceberg refuses it where a commit has merged manifests meanwhile."""
        for attempt in range(1, 6):
            try:
                done = self.run.spark.sql("CALL firn.system.rewrite_manifests('analytics.events')")[0]
                return f"{done['rewritten_manifests_count']} became {done['added_manifests_count']}, attempt {attempt}"
            except RuntimeError as e:
                if "could not be found in the latest snapshot" not in str(e):
                    raise
        raise Failed("refused five times")

    def set_properties(self, **properties):
        stated = ", ".join(f"'{name.replace('_', '.')}'='{value}'" for name, value in properties.items())
        self.run.spark.sql(f"ALTER TABLE {TABLE} SET TBLPROPERTIES ({stated})")

    def delete(self, where):
        """What it took is what its snapshot lacks of the one before it, and all that was there before."""
        wanted = self.count(where)
        self.run.spark.sql(f"DELETE FROM {TABLE} WHERE {where}")
        done = self.run.spark.sql(f"SELECT snapshot_id, parent_id, operation, summary FROM {TABLE}.snapshots "
                              "WHERE operation IN ('delete', 'overwrite') ORDER BY committed_at DESC LIMIT 1")[0]
        gone = self.ids(where, done["parent_id"]) - self.ids(where, done["snapshot_id"])
        self.run.deleted |= gone
        expect(len(gone) >= wanted > 0, f"{len(gone)} rows are gone, {wanted} were there")
        summary = done["summary"]
        files = ", ".join(f"{name} {summary[name]}" for name in
                          ("added-data-files", "deleted-data-files", "added-delete-files") if name in summary)
        return f"{len(gone)} rows, snapshot {done['snapshot_id']} ({done['operation']}; {files})"

    def ids(self, where, version):
        rows = self.run.spark.sql(f"SELECT source, id FROM {TABLE} VERSION AS OF {version} WHERE {where}")
        return {(row["source"], row["id"]) for row in rows}

    def delete_copying(self):
        """Spark's usual isolation has it refused when a commit comes in between, which here is likely."""
        where = f"type = 'cart.add' AND {ONE_USER}"
        self.set_properties(write_delete_mode="copy-on-write")
        try:
            return self.delete(where) + ", serializable"
        except RuntimeError as e:
            if "conflicting" not in str(e):
                raise
        self.set_properties(**{"write_delete_isolation-level": "snapshot"})
        return self.delete(where) + ", snapshot isolation; refused as serializable"

    def delete_merging(self):
        self.set_properties(write_delete_mode="merge-on-read", **{"write_delete_isolation-level": "snapshot"})
        return self.delete(f"type = 'order.paid' AND {ONE_USER}") + ", snapshot isolation"
