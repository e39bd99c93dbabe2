package dev.memary.memory.store;

import dev.memary.memory.portability.ObjectKey;
import dev.memary.memory.portability.Transfer;
import dev.memary.memory.portability.Transfer.Kind;
import dev.memary.memory.portability.Transfer.State;
import dev.memary.memory.spaces.Space;
import dev.memary.memory.spaces.SpaceName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Exports and imports as rows. */
final class TransferRows {
  /** The caller adds WHERE and ORDER BY. */
  static final String SELECT =
      "SELECT t.*, s.name AS space_name FROM transfer t JOIN space s USING (space_id) ";

  private TransferRows() {}

  static Optional<Transfer> find(Handle handle, UUID id) {
    return handle
        .createQuery(SELECT + "WHERE t.transfer_id = :id")
        .bind("id", id)
        .map((row, context) -> transfer(row))
        .findOne();
  }

  static Transfer transfer(ResultSet row) throws SQLException {
    return new Transfer(
        Rows.uuid(row, "transfer_id"),
        new Space(
            row.getString("tenant_id"),
            Rows.uuid(row, "space_id"),
            new SpaceName(row.getString("space_name"))),
        Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getString("format"),
        ObjectKey.parse(row.getString("object_key")).orElseThrow(),
        row.getLong("total"),
        row.getLong("position"),
        row.getLong("added"),
        row.getLong("known"),
        row.getLong("bytes"),
        row.getString("failure"),
        row.getInt("attempts"),
        row.getString("requested_by"),
        Rows.instant(row, "requested_at"),
        Rows.instantOrNull(row, "finished_at"));
  }
}
