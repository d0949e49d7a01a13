package io.kindling.nn;

import java.util.Map;

/**
 * A module of your own that says what it was made with, so that it can be saved as text and made
 * again without Java serialization; Keras calls this {@code get_config} and {@code from_config}.
 *
 * <pre>{@code
 * public final class Doubled extends Module implements Configurable {
 *   private final int features;
 *   private final Linear layer;
 *
 *   public Doubled(int features) {
 *     this.features = features;
 *     this.layer = register("layer", new Linear(features, 3));
 *   }
 *
 *   @Override
 *   public Map<String, Object> config() {
 *     return Map.of("features", features);
 *   }
 *
 *   public static Doubled fromConfig(Map<String, Object> config) {
 *     return new Doubled(((Number) config.get("features")).intValue());
 *   }
 * }
 * }</pre>
 *
 * <p>The class must be public and have the public static method {@code fromConfig}, which takes
 * what {@link #config} gave, after a way through JSON: whole numbers come as Long, others as
 * Double, arrays as lists. A public class whose only constructor is public and takes nothing needs
 * neither this interface nor that method.
 */
public interface Configurable {

  /** Numbers, texts, truth values, null, or lists and maps of these, by name. */
  Map<String, Object> config();
}
