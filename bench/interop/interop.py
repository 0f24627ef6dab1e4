"""Other engines at work on a table that a node writes: see docs/interop.md."""

import argparse
import pathlib
import shutil
import signal
import sys
import tempfile
import time

import duck
from firn_steps import FirnSteps
from programs import stop
from python_steps import PythonSteps
from run_of_steps import Run
from spark_steps import SparkSteps

MINUTES = 10


def all_steps(run):
    firn, python, spark = FirnSteps(run), PythonSteps(run), SparkSteps(run)
    small = ("min-input-files", "2")
    run.step("node", firn.start_node)
    run.step("firn send", firn.send_backlog)
    run.step("ingest begins", firn.start_stream)
    run.step("PyIceberg, a filter on time", python.pyiceberg_prunes)
    run.step("Spark starts", spark.start_spark)
    run.step("Spark reads", spark.spark_reads)
    run.step("Spark travels in time", spark.spark_travels)
    run.step("rewrite_data_files", lambda: spark.rewrite(small))
    run.step("DELETE, whole files", lambda: spark.delete("type = 'user.login'"))
    run.step("DELETE, copy-on-write", spark.delete_copying)
    run.step("DELETE, merge-on-read", spark.delete_merging)
    run.step("PyIceberg reads past delete files", python.pyiceberg_reads)
    if duck.is_there():
        run.step("DuckDB reads past delete files", python.duckdb_reads)
    else:
        print("none    DuckDB: its Iceberg extension could not be fetched", flush=True)
    run.step("rewrite_data_files, deletes too", lambda: spark.rewrite(small, ("delete-file-threshold", "1")))
    run.step("rewrite_manifests", spark.rewrite_manifests)
    run.step("Spark travels behind the deletes", spark.travels_behind_deletes)
    run.step("ingest ends", firn.end_stream)
    run.step("every event once", python.each_once)
    run.step("ctl audit --full", firn.audit)
    run.step("ctl commits", firn.nothing_parked)


def options():
    parser = argparse.ArgumentParser(prog="firn interop", description=__doc__)
    parser.add_argument("--java", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--tools", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--keep", action="store_true", help="keep the folder with data and logs")
    return parser.parse_args()


def break_off(number, frame):
    raise SystemExit(f"firn interop: {'not through within %d minutes' % MINUTES if number == signal.SIGALRM else 'ended'}")


def main():
    for number in (signal.SIGALRM, signal.SIGTERM):
        signal.signal(number, break_off)
    signal.alarm(MINUTES * 60)
    chosen = options()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="firn-interop-"))
    run = Run(chosen, folder)
    begun = time.monotonic()
    keep = True
    try:
        all_steps(run)
        keep = chosen.keep or run.failed > 0
    finally:
        signal.alarm(0)
        for program in reversed(run.programs):
            stop(program)
        if keep:
            print(f"kept {folder}: node.log, spark/spark.log, data", file=sys.stderr)
        else:
            shutil.rmtree(folder)
    print("failed: %d steps" % run.failed if run.failed else f"all well, {time.monotonic() - begun:.0f} s")
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())
