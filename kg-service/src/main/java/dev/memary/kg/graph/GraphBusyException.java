package dev.memary.kg.graph;

/** More is asked of the graph than it can answer now; trying again soon is right. */
public class GraphBusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public GraphBusyException(Throwable cause) {
    super("The graph is asked too much at once", cause);
  }
}
