package io.kindling.spark.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.tensor.OutOfHeapException;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.junit.jupiter.api.Test;

final class JavaBytesTest {
  /** More than any heap or array holds. */
  private static final class Endless implements Serializable {
    private static final long serialVersionUID = 1L;

    private void writeObject(ObjectOutputStream out) throws IOException {
      byte[] some = new byte[1 << 22];
      while (true) {
        out.write(some);
      }
    }
  }

  @Test
  void whatDoesNotFitIntoMemorySaysSo() {
    var e =
        assertThrows(OutOfHeapException.class, () -> JavaBytes.write(new Endless(), "the program"));
    assertTrue(
        e.getMessage()
            .matches("the program, as bytes, does not fit into memory: it needs about .*"),
        e.getMessage());
  }

  @Test
  void givesBackWhatWasWritten() {
    float[] values = {1, 2, Float.NaN};
    assertArrayEquals(values, JavaBytes.copy(values, float[].class, "an array"));
  }
}
