package dev.firn.bench.journal;

import dev.firn.bench.target.PrivatePostgres;
import dev.firn.bench.target.ProcFs;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What a server has used so far.
 *
 * @param cpuMicros of all its processes, those that have ended among them
 * @param walBytes of write-ahead log
 * @param rows events inserted
 * @param transactions committed
 * @param tableBytes the table of events with its index and what is out of line
 */
record ServerUsage(long cpuMicros, long walBytes, long rows, long transactions, long tableBytes) {

  static ServerUsage of(PrivatePostgres server, String table) throws IOException, SQLException {
    String sql =
        """
        SELECT pg_backend_pid(), pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint,
          (SELECT n_tup_ins FROM pg_stat_user_tables WHERE relid = '%1$s'::regclass),
          (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()),
          pg_total_relation_size('%1$s')
        """
            .formatted(table);
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return new ServerUsage(
          ProcFs.serverCpuMicros(
              ProcessHandle.of(row.getLong(1)).flatMap(ProcessHandle::parent).orElseThrow()),
          row.getLong(2),
          row.getLong(3),
          row.getLong(4),
          row.getLong(5));
    }
  }

  ServerUsage since(ServerUsage before) {
    return new ServerUsage(
        cpuMicros - before.cpuMicros,
        walBytes - before.walBytes,
        rows - before.rows,
        transactions - before.transactions,
        tableBytes);
  }
}
