package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.memory.api.StorageProblems;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.transaction.TransactionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The stages of other services wait at 503 and give up at 500: a database that stops must be the
 * former.
 */
class StorageProblemsTest {
  private final StorageProblems problems = new StorageProblems();

  @ParameterizedTest
  @CsvSource({
    "08006, 503", // connection failure
    "57P01, 503", // administrator's or postmaster's end
    "57P03, 503", // cannot connect now
    "53300, 503", // too many connections
    "40P01, 503", // deadlock
    "22021, 400", // a NUL
    "23503, 500", // a mistake of ours
    "42P01, 500"
  })
  void sqlState_decides(String state, int status) {
    SQLException cause = new SQLException("?", state);

    assertThat(problems.statement(new UnableToExecuteStatementException(cause, null)).getStatus())
        .isEqualTo(status);
    assertThat(problems.transaction(new TransactionException(cause)).getStatus()).isEqualTo(status);
  }
}
