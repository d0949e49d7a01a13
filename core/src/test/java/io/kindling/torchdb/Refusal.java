package io.kindling.torchdb;

import java.util.Locale;
import java.util.Map;

/**
 * What an error must be: of a type that says whose fault it is, with a text that names the
 * operation.
 */
final class Refusal {
  /** Where Java has another name for it. */
  private static final Map<String, String> JAVA =
      Map.of(
          "nn.functional.upsample_nearest", "interpolate",
          "nn.functional.upsample_bilinear", "interpolate",
          "split_with_sizes", "split");

  private Refusal() {}

  /** Null when {@code call} refuses as it should, else what is wrong. */
  static String check(Case c, Runnable call) {
    try {
      call.run();
    } catch (NotHereException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (!fair(e)) {
        return "crashes: " + e;
      }
      String message = e.getMessage();
      if (message == null || message.isBlank()) {
        return "refused without a word: " + e;
      }
      if (!plain(message).contains(plain(last(c.operation()))) && !saysTheSame(message, c)) {
        return "message does not name the operation: " + message;
      }
      return null;
    }
    return "accepted; PyTorch: " + c.refusal();
  }

  /** Whether an error is of a type that says whose fault it is. */
  static boolean fair(Throwable e) {
    return (e instanceof IllegalArgumentException
            || e instanceof IllegalStateException
            || e instanceof IndexOutOfBoundsException
            || e instanceof ArithmeticException
            || e instanceof UnsupportedOperationException)
        && !(e instanceof ArrayIndexOutOfBoundsException)
        && !(e instanceof StringIndexOutOfBoundsException);
  }

  /** PyTorch's own words are as good as the name. */
  private static boolean saysTheSame(String message, Case c) {
    String theirs = plain(c.refusal().substring(c.refusal().indexOf(": ") + 2));
    String ours = plain(message);
    int most = Math.min(30, theirs.length());
    return ours.contains(theirs.substring(0, most));
  }

  private static String last(String operation) {
    String bare = JAVA.getOrDefault(operation, operation).replace("nn.functional.", "");
    bare = bare.replaceAll("(Norm)[12]d$", "$1");
    int dot = bare.indexOf('.');
    return dot < 0 ? bare : bare.substring(0, dot);
  }

  private static String plain(String text) {
    return text.toLowerCase(Locale.ROOT).replace("_", "").replace(" ", "");
  }
}
