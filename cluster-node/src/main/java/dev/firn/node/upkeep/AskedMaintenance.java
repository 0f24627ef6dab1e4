package dev.firn.node.upkeep;

import dev.firn.node.asked.AskedRuns;
import java.util.ArrayList;
import java.util.List;

/** Steps that an operator orders, taken for all tables. */
final class AskedMaintenance implements AskedRuns.Run {
  private final List<TableUpkeep> tables;
  private final MaintenanceRequest request;
  private final List<StepReport> reports = new ArrayList<>();
  private boolean isOver;

  AskedMaintenance(List<TableUpkeep> tables, MaintenanceRequest request) {
    this.tables = tables;
    this.request = request;
  }

  @Override
  public void run() {
    try {
      for (Step step : Step.values()) {
        if (request.steps().contains(step)) {
          tables.forEach(table -> add(table.run(step, request.isDryRun())));
        }
      }
    } finally {
      end();
    }
  }

  private synchronized void add(StepReport report) {
    reports.add(report);
  }

  private synchronized void end() {
    isOver = true;
  }

  @Override
  public synchronized boolean isOver() {
    return isOver;
  }

  synchronized MaintenanceRun snapshot() {
    return new MaintenanceRun(isOver, request.isDryRun(), reports);
  }
}
