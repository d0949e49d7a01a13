package io.kindling.nn.spec;

import io.kindling.nn.Configurable;
import io.kindling.nn.Module;
import io.kindling.nn.Sequential;
import io.kindling.random.Generator;
import io.kindling.tensor.MetaTensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A network as text. It is JSON, one of
 *
 * <ul>
 *   <li>a list of layers, which become a {@link Sequential};
 *   <li>a layer: {@code {"type": "Conv2d", "inChannels": 3, "outChannels": 32, "kernelSize": 5,
 *       "padding": 2}}, {@code "Conv2d(3, 32, 5, padding=2)"} or, without arguments, {@code
 *       "ReLU"};
 *   <li>a list with a name for each layer: {@code {"type": "Sequential", "layers": [{"name":
 *       "conv1", "type": "Conv2d", ...}]}};
 *   <li>a known network: {@code "cifar-cnn"}, {@code {"type": "lenet", "channels": 3}}, {@code
 *       "resnet20"}, {@code "mlp([784, 100, 10])"};
 *   <li>where the reader allows it, a module of another's class: {@code {"class": "com.acme.Net",
 *       "config": {...}}}, see {@link Configurable} and {@link AllowedModules}.
 * </ul>
 *
 * <p>Outside of JSON, a single layer or network may stand without quotes. Arguments have PyTorch's
 * names in camelCase or snake_case; see {@link Modules#signatures}.
 *
 * <p>Any text gives an answer or an {@code IllegalArgumentException}, in little time and memory:
 * texts are at most 2^18 characters long and 200 levels deep, and what the network would take is
 * added up before any of it is allocated.
 */
public final class ModuleSpec {
  private static final int LONGEST = 1 << 18;

  private final Object tree;
  private final AllowedModules allowed;

  private ModuleSpec(Object tree, AllowedModules allowed) {
    this.tree = tree;
    this.allowed = allowed;
  }

  /**
   * Reads a network of this library's layers.
   *
   * @throws IllegalArgumentException naming the layer, what is wrong with it, and what it takes;
   *     also when the network takes more memory than this JVM can have
   */
  public static ModuleSpec parse(String text) {
    return parse(text, AllowedModules.none());
  }

  /**
   * Reads a network.
   *
   * @param allowed classes of others' that may be among its layers
   * @throws IllegalArgumentException naming the layer, what is wrong with it, and what it takes;
   *     also when the network takes more memory than this JVM can have
   */
  public static ModuleSpec parse(String text, AllowedModules allowed) {
    String trimmed = text.strip();
    if (trimmed.isEmpty()) {
      throw new IllegalArgumentException(
          "ModuleSpec.parse: the text is empty; wanted a JSON list of layers, or the name of a"
              + " network, as cifar-cnn");
    }
    if (trimmed.length() > LONGEST) {
      throw new IllegalArgumentException(
          "ModuleSpec.parse: the text has "
              + trimmed.length()
              + " characters, wanted "
              + LONGEST
              + " at most");
    }
    boolean json = "[{\"".indexOf(trimmed.charAt(0)) >= 0;
    ModuleSpec spec = new ModuleSpec(json ? JsonText.read(trimmed) : trimmed, allowed);
    // Finds every mistake now rather than where the network is first used.
    spec.measure(Runtime.getRuntime().maxMemory());
    return spec;
  }

  /**
   * The description of a network of this library's layers, and of others' modules that can be made
   * again from what they were made with.
   *
   * @throws IllegalArgumentException naming the module that cannot be written, or is another when
   *     made again
   */
  public static ModuleSpec of(Module module) {
    Set<String> own = new LinkedHashSet<>();
    Object tree = describe(module, "", own);
    AllowedModules allowed = AllowedModules.of(own);
    ModuleSpec spec = parse(new ModuleSpec(tree, allowed).toJson(), allowed);
    if (own.isEmpty()) {
      try (var scope = MetaTensors.use()) {
        RoundTripCheck.check(module, spec.create());
      }
      return spec;
    }
    Module again;
    try (var scope = Generator.use(new Generator(0))) {
      again = spec.create();
    }
    RoundTripCheck.check(module, again);
    module
        .namedModules()
        .forEach(
            (name, each) -> {
              if (own.contains(each.getClass().getName()) && !(each instanceof Configurable)) {
                RoundTripCheck.checkFields(each, again.getSubmodule(name));
              }
            });
    return spec;
  }

  /**
   * A new network, its parameters drawn from the current random generator.
   *
   * @throws IllegalStateException when the memory that is free does not hold it
   */
  public Module create() {
    try {
      return new ModuleBuilder(allowed, null).build(tree, "");
    } catch (OutOfMemoryError e) {
      Runtime jvm = Runtime.getRuntime();
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "ModuleSpec.create: the network takes %,d bytes, and of the %,d that this JVM can"
                  + " hold %,d are in use; give the JVM more memory (-Xmx; of Spark:"
                  + " spark.driver.memory, spark.executor.memory)",
              bytes(),
              jvm.maxMemory(),
              jvm.totalMemory() - jvm.freeMemory()),
          e);
    }
  }

  /** Bytes of all parameters and buffers, without those of modules of others' classes. */
  public long bytes() {
    return measure(Long.MAX_VALUE);
  }

  private long measure(long limit) {
    NetworkSize size = new NetworkSize(limit);
    try (var meta = MetaTensors.use();
        var random = Generator.use(new Generator(0))) {
      new ModuleBuilder(allowed, size).build(tree, "");
    }
    return size.bytes();
  }

  /** The description as JSON. */
  public String toJson() {
    return JsonText.write(tree);
  }

  @Override
  public String toString() {
    return toJson();
  }

  private static Map<String, Object> describe(Module module, String where, Set<String> own) {
    Map<String, Object> out = new LinkedHashMap<>();
    if (module instanceof Sequential sequential) {
      out.put(ModuleBuilder.TYPE, Sequential.class.getSimpleName());
      List<Object> layers = new ArrayList<>();
      sequential
          .namedChildren()
          .forEach(
              (name, child) -> {
                Map<String, Object> layer = new LinkedHashMap<>();
                if (!name.equals(Integer.toString(layers.size()))) {
                  layer.put(ModuleBuilder.NAME, name);
                }
                layer.putAll(describe(child, where.isEmpty() ? name : where + "." + name, own));
                layers.add(layer);
              });
      out.put(ModuleBuilder.LAYERS, layers);
    } else if (Modules.makes(module)) {
      out.put(ModuleBuilder.TYPE, module.getClass().getSimpleName());
      out.putAll(module.settings());
    } else {
      out.putAll(OwnModules.describe(module, where));
      own.add(module.getClass().getName());
    }
    return out;
  }
}
