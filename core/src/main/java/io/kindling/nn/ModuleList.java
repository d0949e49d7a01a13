package io.kindling.nn;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A list of modules whose parameters count as its owner's; {@code torch.nn.ModuleList}. */
public final class ModuleList extends Module implements Iterable<Module> {
  private static final long serialVersionUID = 1L;

  public ModuleList(Module... modules) {
    extend(List.of(modules));
  }

  /** Adds a module at the end; returns this. */
  public ModuleList append(Module module) {
    register(Integer.toString(size()), module);
    return this;
  }

  /** Adds modules at the end; returns this. */
  public ModuleList extend(Iterable<? extends Module> modules) {
    modules.forEach(this::append);
    return this;
  }

  /** The module at a position; negative counts from the last. */
  public Module get(int index) {
    return at("ModuleList", children(), index);
  }

  public int size() {
    return namedChildren().size();
  }

  /** The modules in order, as they are now. */
  public List<Module> asList() {
    return List.copyOf(children());
  }

  @Override
  public Iterator<Module> iterator() {
    return asList().iterator();
  }

  static Module at(String owner, List<Module> modules, int index) {
    int position = index < 0 ? index + modules.size() : index;
    if (position < 0 || position >= modules.size()) {
      throw new IndexOutOfBoundsException(
          owner + ": index " + index + " is out of range for " + modules.size() + " modules");
    }
    return modules.get(position);
  }

  /** Runs of equal modules are printed once: {@code (0-2): 3 x Linear(...)}. */
  @Override
  String childrenText() {
    List<Module> modules = asList();
    List<String> lines = new ArrayList<>();
    for (int from = 0; from < modules.size(); ) {
      String text = modules.get(from).toString();
      int to = from + 1;
      while (to < modules.size() && modules.get(to).toString().equals(text)) {
        to++;
      }
      String label =
          to - from == 1
              ? "(" + from + "): " + text
              : "(" + from + "-" + (to - 1) + "): " + (to - from) + " x " + text;
      lines.add("  " + label.replace("\n", "\n  ") + "\n");
      from = to;
    }
    return String.join("", lines);
  }
}
