package io.kindling.nn.spec;

import io.kindling.nn.Module;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether a module that was made again is the one there was, but for its tensors' values. */
final class RoundTripCheck {
  private RoundTripCheck() {}

  /**
   * Compares text form, names and shapes.
   *
   * @throws IllegalArgumentException naming a difference
   */
  static void check(Module module, Module again) {
    String difference = null;
    if (!module.toString().equals(again.toString())) {
      difference = "it prints as " + module + ", made again as " + again;
    } else if (!shapes(module).equals(shapes(again))) {
      difference = "its tensors are " + shapes(module) + ", made again " + shapes(again);
    }
    if (difference != null) {
      throw new IllegalArgumentException(
          "ModuleSpec.of: "
              + module.getClass().getSimpleName()
              + " has no text form: made again from its description it is another: "
              + difference);
    }
  }

  private static Map<String, String> shapes(Module module) {
    Map<String, String> shapes = new LinkedHashMap<>();
    module.namedParameters().forEach((name, t) -> shapes.put(name, t.shape().toString()));
    module.namedBuffers().forEach((name, t) -> shapes.put(name, t.shape().toString()));
    return shapes;
  }

  /**
   * Compares the fields too, of modules that do not say what they were made with.
   *
   * @param again gets the values of the module's tensors
   * @throws IllegalArgumentException when they differ
   */
  static void checkFields(Module module, Module again) {
    again.loadStateDict(module.stateDict());
    again
        .namedParameters()
        .forEach((name, own) -> own.requiresGrad_(module.getParameter(name).requiresGrad()));
    if (!Arrays.equals(fields(module), fields(again))) {
      throw new IllegalArgumentException(
          "ModuleSpec.of: "
              + module.getClass().getName()
              + " has fields with other values than a new one has, which would be lost; let it"
              + " implement io.kindling.nn.Configurable, or mark them transient");
    }
  }

  private static byte[] fields(Module module) {
    Map<String, Boolean> modes = new LinkedHashMap<>();
    Map<String, Module> all = module.namedModules();
    all.forEach((name, each) -> modes.put(name, each.isTraining()));
    MessageDigest digest = sha256();
    try (var out = new Canonical(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
      module.train();
      out.writeObject(module);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "ModuleSpec.of: the fields of " + module.getClass().getName() + " cannot be read: " + e,
          e);
    } finally {
      all.forEach((name, each) -> each.train(modes.get(name))); // those inside come later
    }
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** Writes equal objects alike: without shared texts and numbers, and the room in maps. */
  private static final class Canonical extends ObjectOutputStream {
    Canonical(OutputStream out) throws IOException {
      super(out);
      enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object object) {
      if (object instanceof String || object instanceof Number || object instanceof Boolean) {
        return text(object.getClass().getSimpleName() + " " + object);
      }
      if (object instanceof Map<?, ?> map) {
        List<Object> entries = new ArrayList<>();
        map.forEach((key, value) -> entries.add(new Object[] {key, value}));
        return entries;
      }
      if (object instanceof Set<?> set) {
        return new ArrayList<>(set);
      }
      return object;
    }

    @SuppressWarnings("StringOperationCanBeSimplified")
    private static String text(String text) {
      return new String(text); // never the one that was written before
    }
  }
}
