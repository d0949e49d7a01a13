package io.kindling.nn;

import java.util.Map;
import java.util.Set;

/** Modules by name whose parameters count as their owner's; {@code torch.nn.ModuleDict}. */
public final class ModuleDict extends Module {
  private static final long serialVersionUID = 1L;

  public ModuleDict() {}

  /** Modules by name, in the map's order. */
  public ModuleDict(Map<String, ? extends Module> modules) {
    modules.forEach(this::put);
  }

  /** Adds a module under a new name; returns this. */
  public ModuleDict put(String name, Module module) {
    register(name, module);
    return this;
  }

  /**
   * The module of a name.
   *
   * @throws IllegalArgumentException naming those there are
   */
  public Module get(String name) {
    Module module = namedChildren().get(name);
    if (module == null) {
      throw new IllegalArgumentException(
          "ModuleDict: no module '" + name + "'; there are " + keys());
    }
    return module;
  }

  public Set<String> keys() {
    return namedChildren().keySet();
  }

  public int size() {
    return namedChildren().size();
  }
}
