package dev.memary.events;

import jakarta.ws.rs.WebApplicationException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Port: sets records aside as they came, with what an operator needs to replay them. */
public interface DeadLetters {
  /**
   * Sets one record aside.
   *
   * @param cause a code
   * @throws EventsUnavailableException when it is not certain that it was
   */
  void forward(Stage stage, ConsumerRecord<String, String> record, String cause, Throwable failure);

  /** The type of a failure, as a code: its message may hold text of the record. */
  static String detail(Throwable failure) {
    String type = failure.getClass().getSimpleName();
    return failure instanceof WebApplicationException answer
        ? type + " " + answer.getResponse().getStatus()
        : type;
  }
}
