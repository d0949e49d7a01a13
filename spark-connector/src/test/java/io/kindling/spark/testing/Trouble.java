package io.kindling.spark.testing;

import io.kindling.nn.Module;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;

/**
 * A layer that passes its input on, and in a task in training does what a test asks for: the test
 * puts a file named after the {@link Kind} into a folder, and the first task that finds it takes it
 * away and acts.
 */
public final class Trouble extends Module {
  private static final long serialVersionUID = 1L;

  /** What may happen in a task. */
  public enum Kind {
    /** The task throws. */
    THROW,
    /** The task throws in backward, when some layers' gradients are complete. */
    THROW_IN_BACKWARD,
    /** As {@link #WAIT_FOR_KILL}, in backward, when some layers' gradients are complete. */
    WAIT_FOR_KILL_IN_BACKWARD,
    /** The task says which process it is in, in a file {@code pid}, and waits to be killed. */
    WAIT_FOR_KILL,
    /** The task sleeps for {@link #SLEEP_SECONDS}, unless it is interrupted. */
    SLEEP,
    /** Every task throws, as long as the file is there. */
    THROW_ALWAYS;

    private boolean inBackward() {
      return this == THROW_IN_BACKWARD || this == WAIT_FOR_KILL_IN_BACKWARD;
    }
  }

  /** How long a straggler sleeps. */
  private static final int SLEEP_SECONDS = 600;

  private final String folder;

  public Trouble(Path folder) {
    this.folder = folder.toString();
  }

  /** Asks for trouble in the next step. */
  public static void ask(Path folder, Kind kind) {
    try {
      Files.createFile(folder.resolve(kind.name()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Tensor forward(Tensor input) {
    if (TaskContext.get() != null && isTraining()) {
      if (Files.exists(Path.of(folder, Kind.THROW_ALWAYS.name()))) {
        throw new IllegalStateException("a fault that stays");
      }
      look(false);
    }
    return input;
  }

  /** A rectifier that does in its backward pass what is asked for there. */
  public Module inBackward() {
    return new Module() {
      private static final long serialVersionUID = 1L;

      @Override
      public Tensor forward(Tensor input) {
        if (TaskContext.get() != null && isTraining()) {
          input.registerHook(
              gradient -> {
                look(true);
                return gradient;
              });
        }
        return input.relu();
      }
    };
  }

  private void look(boolean inBackward) {
    for (Kind kind : Kind.values()) {
      if (kind != Kind.THROW_ALWAYS && kind.inBackward() == inBackward && take(kind)) {
        act(kind);
      }
    }
  }

  /** True for one task only: a file can be moved away once. */
  private boolean take(Kind kind) {
    Path asked = Path.of(folder, kind.name());
    try {
      if (!Files.exists(asked)) {
        return false;
      }
      Files.move(asked, Path.of(folder, kind.name() + ".taken"), StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void act(Kind kind) {
    switch (kind) {
      case WAIT_FOR_KILL, WAIT_FOR_KILL_IN_BACKWARD -> {
        write("pid", String.valueOf(ProcessHandle.current().pid()));
        sleep();
      }
      case SLEEP -> sleep();
      default -> throw new IllegalStateException("a fault that happens once");
    }
  }

  private void write(String name, String text) {
    try {
      Path aside = Files.writeString(Path.of(folder, name + ".aside"), text);
      Files.move(aside, Path.of(folder, name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sleep() {
    try {
      TimeUnit.SECONDS.sleep(SLEEP_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
