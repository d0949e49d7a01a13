package io.kindling.spark.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link RunView} as text; curves are rounded to six digits, which no picture shows. */
public final class RunJson {
  private static final Logger LOG = LoggerFactory.getLogger(RunJson.class);
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .registerModule(new SimpleModule().addSerializer(double[].class, new Rounded()));

  private RunJson() {}

  /** As JSON. */
  public static String write(RunView run) {
    try {
      return JSON.writeValueAsString(run);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // numbers and strings always have a form
    }
  }

  /** What {@link #write} wrote; nothing, where another version did. */
  public static Optional<RunView> read(String text) {
    try {
      return Optional.of(JSON.readValue(text, RunView.class));
    } catch (JsonProcessingException e) {
      LOG.warn("a training run in the event log cannot be read: {}", e.getOriginalMessage());
      return Optional.empty();
    }
  }

  private static final class Rounded extends StdSerializer<double[]> {
    private static final long serialVersionUID = 1L;

    Rounded() {
      super(double[].class);
    }

    @Override
    public void serialize(double[] values, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartArray();
      for (double value : values) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
          out.writeNumber((long) value);
        } else if (Double.isFinite(value)) {
          out.writeNumber((float) value);
        } else {
          out.writeString(Double.toString(value)); // as Jackson reads it
        }
      }
      out.writeEndArray();
    }
  }
}
