package io.kindling.spark.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** Collects what a class of Spark logs as a warning or worse, until closed. */
public final class Warnings implements AutoCloseable {
  private final Logger logger;
  private final Collector collector = new Collector();

  private static final class Collector extends AbstractAppender {
    final List<String> lines = new CopyOnWriteArrayList<>();

    Collector() {
      super("warnings", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
        lines.add(event.getMessage().getFormattedMessage());
      }
    }
  }

  private Warnings(Logger logger) {
    this.logger = logger;
    collector.start();
    logger.addAppender(collector);
  }

  /** Begins to listen to the class's logger. */
  public static Warnings of(Class<?> source) {
    Configurator.setLevel(source.getName(), Level.WARN); // whatever other tests have silenced
    return new Warnings((Logger) LogManager.getLogger(source));
  }

  /** Begins to listen to the logger of that name, whatever level the root has. */
  public static Warnings of(String name) {
    Warnings warnings = new Warnings((Logger) LogManager.getLogger(name));
    Configurator.setLevel(name, Level.WARN); // an appender comes with the level of the root
    return warnings;
  }

  /** What was logged so far. */
  public List<String> lines() {
    return List.copyOf(collector.lines);
  }

  @Override
  public void close() {
    logger.removeAppender(collector);
    collector.stop();
  }
}
