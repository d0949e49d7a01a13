package io.kindling.nn;

import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the keys of a state dict differ from a module's own: what {@code load_state_dict} returns.
 *
 * @param missing the module has them, the state dict not
 * @param unexpected the state dict has them, the module not
 */
public record StateDictKeys(List<String> missing, List<String> unexpected) {
  public StateDictKeys {
    missing = List.copyOf(missing);
    unexpected = List.copyOf(unexpected);
  }

  static StateDictKeys compare(Map<String, Tensor> own, Map<String, Tensor> state) {
    return new StateDictKeys(
        own.keySet().stream().filter(key -> !state.containsKey(key)).toList(),
        state.keySet().stream().filter(key -> !own.containsKey(key)).toList());
  }

  /** Throws when the sizes differ or, if strict, the keys. */
  void check(String module, Map<String, Tensor> own, Map<String, Tensor> state, boolean strict) {
    List<String> errors = new ArrayList<>();
    if (strict && !missing.isEmpty()) {
      errors.add("Missing key(s) in state_dict: " + quoted(missing) + ". ");
    }
    if (strict && !unexpected.isEmpty()) {
      errors.add("Unexpected key(s) in state_dict: " + quoted(unexpected) + ". ");
    }
    own.forEach(
        (key, tensor) -> {
          Tensor other = state.get(key);
          if (other != null && !other.shape().equals(tensor.shape())) {
            errors.add(
                "size mismatch for "
                    + key
                    + ": copying a param with shape torch.Size("
                    + other.shape()
                    + ") from checkpoint, the shape in current model is torch.Size("
                    + tensor.shape()
                    + ").");
          }
        });
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(
          "Error(s) in loading state_dict for " + module + ":\n\t" + String.join("\n\t", errors));
    }
  }

  private static String quoted(List<String> keys) {
    return keys.stream().map(key -> '"' + key + '"').collect(Collectors.joining(", "));
  }

  /** PyTorch's text form. */
  @Override
  public String toString() {
    return missing.isEmpty() && unexpected.isEmpty()
        ? "<All keys matched successfully>"
        : "_IncompatibleKeys(missing_keys="
            + pythonList(missing)
            + ", unexpected_keys="
            + pythonList(unexpected)
            + ")";
  }

  private static String pythonList(List<String> keys) {
    return keys.stream().map(key -> "'" + key + "'").collect(Collectors.joining(", ", "[", "]"));
  }
}
