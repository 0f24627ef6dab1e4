package dev.firn.journal.postgres;

/** The SQL of the profile, for one schema. */
record Tables(String schema) {

  /** Ids, sequence numbers, records; bytes, slot. One message to the server, however many rows. */
  String append() {
    return """
    WITH appended AS (
      INSERT INTO %1$s.event (persistence_id, sequence_number, record)
      SELECT * FROM unnest(?::varchar[], ?::bigint[], ?::bytea[]))
    UPDATE %1$s.usage SET live_bytes = live_bytes + ? WHERE slot = pg_backend_pid() %% 128
    """
        .formatted(schema);
  }

  /**
   * To, id; id. Gives events and bytes deleted. The fence's row stays, and is locked last, so that
   * appends of the id wait for no deletion.
   */
  String truncate() {
    return """
    WITH bound AS (
      SELECT persistence_id, least(?, highest) AS upto FROM %1$s.position WHERE persistence_id = ?),
    gone AS (
      DELETE FROM %1$s.event e USING bound b
      WHERE e.persistence_id = b.persistence_id AND e.sequence_number <= b.upto
      RETURNING octet_length(e.record) AS bytes),
    moved AS (
      UPDATE %1$s.position p SET deleted_to = greatest(p.deleted_to, b.upto) FROM bound b
      WHERE p.persistence_id = b.persistence_id)
    SELECT count(*), coalesce(sum(bytes), 0) FROM gone
    """
        .formatted(schema);
  }

  /** Bytes. Slots of their own: appends lock theirs before the ids' rows, deletions afterwards. */
  String freed() {
    return """
    UPDATE %1$s.usage SET live_bytes = live_bytes - ? WHERE slot = 128 + pg_backend_pid() %% 128
    """
        .formatted(schema);
  }

  /** Id, sequence number, timestamp, record. */
  String saveSnapshot() {
    return """
    INSERT INTO %1$s.snapshot (persistence_id, sequence_number, created, record) VALUES (?, ?, ?, ?)
    ON CONFLICT (persistence_id, sequence_number)
    DO UPDATE SET created = excluded.created, record = excluded.record
    """
        .formatted(schema);
  }

  /** Id, sequence numbers from and to, timestamps from and to. */
  String deleteSnapshots() {
    return "DELETE FROM %1$s.snapshot WHERE ".formatted(schema) + SNAPSHOTS;
  }

  /** As {@link #deleteSnapshots}. */
  String newestSnapshot() {
    return "SELECT sequence_number, record FROM %1$s.snapshot WHERE ".formatted(schema)
        + SNAPSHOTS
        + " ORDER BY sequence_number DESC LIMIT 1";
  }

  private static final String SNAPSHOTS =
      "persistence_id = ? AND sequence_number BETWEEN ? AND ? AND created BETWEEN ? AND ?";

  /**
   * From, to, rows at most, bytes at most, id. Position and rows as of one moment, and at least one
   * row, of whatever size, where there is one.
   */
  String page() {
    return """
    SELECT p.highest, p.deleted_to, e.sequence_number, e.previous, e.record
    FROM %1$s.position p LEFT JOIN LATERAL (
      SELECT sequence_number, previous, record FROM (
        SELECT sequence_number, previous, record,
          sum(octet_length(record)) OVER (ORDER BY sequence_number) - octet_length(record) AS before
        FROM (
          SELECT sequence_number, previous, record FROM %1$s.event
          WHERE persistence_id = p.persistence_id
            AND sequence_number >= greatest(?, p.deleted_to + 1) AND sequence_number <= ?
          ORDER BY sequence_number LIMIT ?) bounded) summed
      WHERE before < ?) e ON true
    WHERE p.persistence_id = ? ORDER BY e.sequence_number
    """
        .formatted(schema);
  }

  /** Id, sequence number. The event stored next, as of which position. */
  String following() {
    return """
    SELECT p.highest, p.deleted_to, e.previous FROM %1$s.position p LEFT JOIN LATERAL (
      SELECT previous FROM %1$s.event
      WHERE persistence_id = p.persistence_id AND sequence_number > ?
      ORDER BY sequence_number LIMIT 1) e ON true
    WHERE p.persistence_id = ?
    """
        .formatted(schema);
  }

  /** Id. */
  String highest() {
    return "SELECT highest FROM %1$s.position WHERE persistence_id = ?".formatted(schema);
  }

  /** Id, rows at most. */
  String idsAfter() {
    return "SELECT persistence_id FROM %1$s.position WHERE persistence_id > ? ORDER BY persistence_id LIMIT ?"
        .formatted(schema);
  }

  /** Live bytes and bytes of the tables with what belongs to them. */
  String usage() {
    return """
    SELECT (SELECT coalesce(sum(live_bytes), 0) FROM %1$s.usage),
      pg_total_relation_size('%1$s.event') + pg_total_relation_size('%1$s.position')
        + pg_total_relation_size('%1$s.snapshot')
    """
        .formatted(schema);
  }

  /** Name, process, whether a member, seconds after which another process is gone. */
  String holdName() {
    return """
    INSERT INTO %1$s.node AS held (name, process, is_member, seen)
    VALUES (?, ?, ?, clock_timestamp())
    ON CONFLICT (name) DO UPDATE
    SET process = excluded.process, is_member = excluded.is_member, seen = clock_timestamp()
    WHERE held.process = excluded.process OR held.seen < clock_timestamp() - make_interval(secs => ?)
    """
        .formatted(schema);
  }

  /** Name, process. */
  String letGoOfName() {
    return "DELETE FROM %1$s.node WHERE name = ? AND process = ?".formatted(schema);
  }

  /** Names, processes, whether members, milliseconds unseen. */
  String names() {
    return """
    SELECT name, process, is_member,
      (greatest(0, extract(epoch FROM clock_timestamp() - seen)) * 1000)::bigint
    FROM %1$s.node
    """
        .formatted(schema);
  }
}
