package io.kindling.spark.internals;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListenerEvent;

/**
 * A text that goes into Spark's event log under a kind and an id; a later one replaces an earlier
 * of the same id. A History Server that does not know this class passes over it.
 */
public final class LoggedRecord implements SparkListenerEvent {
  private final String kind;
  private final String id;
  private final String text;

  /**
   * @param kind what the text is
   * @param id of whom it tells
   * @param text what it tells
   */
  @JsonCreator
  public LoggedRecord(
      @JsonProperty("kind") String kind,
      @JsonProperty("id") String id,
      @JsonProperty("text") String text) {
    this.kind = kind;
    this.id = id;
    this.text = text;
  }

  /** Hands it to all of Spark's listeners, the event log among them. */
  public void post(SparkContext spark) {
    spark.listenerBus().post(this);
  }

  /** What the text is. */
  @JsonProperty("kind")
  public String kind() {
    return kind;
  }

  /** Of whom it tells. */
  @JsonProperty("id")
  public String id() {
    return id;
  }

  /** What it tells. */
  @JsonProperty("text")
  public String text() {
    return text;
  }
}
