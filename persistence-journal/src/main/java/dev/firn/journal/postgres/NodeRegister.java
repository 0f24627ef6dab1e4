package dev.firn.journal.postgres;

import dev.firn.journal.JournalUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The nodes that use a journal, as they say themselves: what nodes know of each other that cannot
 * reach each other. Time is the server's. All methods block, and fail with {@link
 * JournalUnavailableException} where the database cannot be reached.
 */
public final class NodeRegister {

  /** A row that was not renewed for this long is that of a process that is gone. */
  public static final Duration GONE_AFTER = Duration.ofSeconds(3);

  private final Connections connections;
  private final Tables tables;

  NodeRegister(Connections connections, Tables tables) {
    this.connections = connections;
    this.tables = tables;
  }

  /**
   * A node's row.
   *
   * @param process tells one life of the node from the next
   * @param isMember it is in a cluster; else it looks for one
   * @param unseen how long its row has not been renewed
   */
  public record Entry(String name, String process, boolean isMember, Duration unseen) {
    /** Whether it is to be reckoned with. */
    public boolean isThere() {
      return unseen.compareTo(GONE_AFTER) <= 0;
    }
  }

  /**
   * Takes a name, or renews that it is taken.
   *
   * @return false where another process holds it, which has renewed its row lately
   */
  public boolean hold(String name, String process, boolean isMember) {
    try (Connection connection = connections.open();
        PreparedStatement statement = connection.prepareStatement(tables.holdName())) {
      statement.setString(1, name);
      statement.setString(2, process);
      statement.setBoolean(3, isMember);
      statement.setDouble(4, GONE_AFTER.toMillis() / 1000.0);
      return statement.executeUpdate() == 1;
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /** Lets go of a name; nothing where another process holds it by now. */
  public void letGo(String name, String process) {
    try (Connection connection = connections.open();
        PreparedStatement statement = connection.prepareStatement(tables.letGoOfName())) {
      statement.setString(1, name);
      statement.setString(2, process);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /** All rows, also of nodes that are long gone. */
  public List<Entry> entries() {
    try (Connection connection = connections.open();
        PreparedStatement statement = connection.prepareStatement(tables.names());
        ResultSet rows = statement.executeQuery()) {
      List<Entry> entries = new ArrayList<>();
      while (rows.next()) {
        entries.add(
            new Entry(
                rows.getString(1),
                rows.getString(2),
                rows.getBoolean(3),
                Duration.ofMillis(rows.getLong(4))));
      }
      return entries;
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static JournalUnavailableException unavailable(SQLException e) {
    return new JournalUnavailableException(
        "The register of nodes cannot be reached: " + SqlFailure.of(e).message(), e);
  }
}
