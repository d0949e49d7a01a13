package io.kindling.nn;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/** A list of modules whose parameters count as its owner's; {@code torch.nn.ModuleList}. */
public final class ModuleList extends Module {
  private static final long serialVersionUID = 1L;

  private final ArrayList<Module> modules = new ArrayList<>();

  public ModuleList(Module... modules) {
    for (Module module : modules) {
      append(module);
    }
  }

  /** Adds a module at the end; returns this. */
  public ModuleList append(Module module) {
    modules.add(register(Integer.toString(modules.size()), module));
    return this;
  }

  public Module get(int index) {
    return modules.get(index);
  }

  public int size() {
    return modules.size();
  }

  /** The modules in order, for iteration. */
  public List<Module> asList() {
    return new AbstractList<>() {
      @Override
      public Module get(int index) {
        return modules.get(index);
      }

      @Override
      public int size() {
        return modules.size();
      }
    };
  }
}
