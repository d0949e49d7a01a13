package io.kindling.spark.testing;

import io.kindling.nn.Module;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.TaskContext;

/** A layer that passes its input on, in a task in training after some milliseconds. */
public final class Slowly extends Module {
  private static final long serialVersionUID = 1L;
  private static final long MILLIS = 10;

  /** While there is a file of this name, each forward pass in training throws what is wrong. */
  static final String WRONG = "wrong";

  /** What is in that file when a class is to be missing. */
  static final String LINKAGE = "linkage";

  private final String folder;

  public Slowly(Path folder) {
    this.folder = folder.toString();
  }

  @Override
  public Tensor forward(Tensor input) {
    if (TaskContext.get() != null && isTraining()) {
      Path wrong = Path.of(folder, WRONG);
      try {
        if (Files.exists(wrong)) {
          if (Files.readString(wrong).equals(LINKAGE)) {
            throw new NoClassDefFoundError("user/Missing");
          }
          throw new IllegalArgumentException("the user's own words");
        }
        Thread.sleep(MILLIS);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return input;
  }
}
