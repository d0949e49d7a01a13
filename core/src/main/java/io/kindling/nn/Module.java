package io.kindling.nn;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.HookHandle;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A part of a network: parameters, buffers and sub-modules in order of registration, and a forward
 * pass. The names are those of {@code torch.nn.Module}:
 *
 * <pre>{@code
 * final class Net extends Module {
 *   private final Linear fc1 = register("fc1", new Linear(784, 100));
 *   private final Linear fc2 = register("fc2", new Linear(100, 10));
 *
 *   @Override
 *   public Tensor forward(Tensor x) {
 *     return fc2.call(fc1.call(x).relu());
 *   }
 * }
 * }</pre>
 *
 * <p>{@code java.lang} has a class of this name: beside {@code import io.kindling.nn.*} write
 * {@code import io.kindling.nn.Module} too, which wins.
 *
 * <p>Modules travel by Java serialization: parameters and buffers with their values, hooks not.
 */
public abstract class Module implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LinkedHashMap<String, Tensor> parameters = new LinkedHashMap<>();
  private final LinkedHashMap<String, Tensor> buffers = new LinkedHashMap<>();
  private final LinkedHashMap<String, Module> modules = new LinkedHashMap<>();
  private final HashSet<String> transientBuffers = new HashSet<>();
  private boolean training = true;
  private transient ModuleHooks hooks;

  /** Sees, and may replace by what it returns unless null, the inputs of a forward pass. */
  @FunctionalInterface
  public interface ForwardPreHook {
    Tensor[] apply(Module module, Tensor[] inputs);
  }

  /** Sees, and may replace by what it returns unless null, the output of a forward pass. */
  @FunctionalInterface
  public interface ForwardHook {
    Tensor apply(Module module, Tensor[] inputs, Tensor output);
  }

  /**
   * Sees the gradients of a module's inputs (null where there is none) and outputs, and may replace
   * the former by what it returns unless null.
   */
  @FunctionalInterface
  public interface BackwardHook {
    Tensor[] apply(Module module, Tensor[] gradInput, Tensor[] gradOutput);
  }

  /** Applies the module to one input. Call {@link #call}, not this. */
  public Tensor forward(Tensor input) {
    throw new UnsupportedOperationException(
        "Module [" + name() + "] is missing the required \"forward\" function");
  }

  /** Applies the module: Python's {@code module(input)}. */
  public final Tensor call(Tensor input) {
    return hooks == null ? forward(input) : hooks.run(this, in -> forward(in[0]), input);
  }

  /** A forward pass of several inputs with the hooks around it, for modules that have such. */
  protected final Tensor callWithHooks(Function<Tensor[], Tensor> forward, Tensor... inputs) {
    return hooks == null ? forward.apply(inputs) : hooks.run(this, forward, inputs);
  }

  /** Calls {@code hook} before every forward pass. */
  public final HookHandle registerForwardPreHook(ForwardPreHook hook) {
    return hooks().addForwardPreHook(hook);
  }

  /** Calls {@code hook} after every forward pass. */
  public final HookHandle registerForwardHook(ForwardHook hook) {
    return hooks().addForwardHook(hook);
  }

  /** Calls {@code hook} whenever the gradients of the module's inputs have been computed. */
  public final HookHandle registerFullBackwardHook(BackwardHook hook) {
    return hooks().addBackwardHook(hook);
  }

  private ModuleHooks hooks() {
    if (hooks == null) {
      hooks = new ModuleHooks();
    }
    return hooks;
  }

  /** Adds a parameter, which then requires a gradient; null registers its absence. */
  protected final Tensor registerParameter(String name, Tensor parameter) {
    checkName(name);
    parameters.put(name, parameter);
    return parameter == null ? null : parameter.requiresGrad_();
  }

  /** Adds state that is saved but not trained; null registers its absence. */
  protected final Tensor registerBuffer(String name, Tensor buffer) {
    checkName(name);
    buffers.put(name, buffer);
    return buffer;
  }

  /** Adds state that is neither trained nor saved, as {@code persistent=False} in PyTorch. */
  protected final Tensor registerTransientBuffer(String name, Tensor buffer) {
    registerBuffer(name, buffer);
    transientBuffers.add(name);
    return buffer;
  }

  /** Adds a sub-module and returns it. */
  protected final <M extends Module> M register(String name, M module) {
    checkName(name);
    if (module == null) {
      throw new IllegalArgumentException(name() + ": module '" + name + "' is null");
    }
    modules.put(name, module);
    return module;
  }

  private void checkName(String name) {
    if (name.isEmpty() || name.contains(".")) {
      throw new IllegalArgumentException(
          "a name in a module must not be empty or contain \".\", got \"" + name + "\"");
    }
    if (parameters.containsKey(name) || buffers.containsKey(name) || modules.containsKey(name)) {
      throw new IllegalArgumentException("attribute '" + name + "' already exists in " + name());
    }
  }

  /** All parameters, each once, by dotted name in order of registration. */
  public final Map<String, Tensor> namedParameters() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    collect("", all, identitySet(), false);
    return all;
  }

  /** All buffers by dotted name. */
  public final Map<String, Tensor> namedBuffers() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    collect("", all, identitySet(), true);
    return all;
  }

  private static Set<Tensor> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private void collect(
      String prefix, Map<String, Tensor> all, Set<Tensor> seen, boolean wantBuffers) {
    (wantBuffers ? buffers : parameters)
        .forEach(
            (name, tensor) -> {
              if (tensor != null && seen.add(tensor)) {
                all.put(prefix + name, tensor);
              }
            });
    modules.forEach((name, module) -> module.collect(prefix + name + ".", all, seen, wantBuffers));
  }

  /** All parameters, each once, in order of registration. */
  public final List<Tensor> parameters() {
    return new ArrayList<>(namedParameters().values());
  }

  /** All buffers, each once, in order of registration. */
  public final List<Tensor> buffers() {
    return new ArrayList<>(namedBuffers().values());
  }

  /**
   * All parameters and saved buffers by dotted name, without history; they share memory with the
   * module. A tensor that is registered twice appears under both names.
   */
  public final Map<String, Tensor> stateDict() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    collectState("", state);
    state.replaceAll((name, tensor) -> tensor.detach());
    return state;
  }

  /** As {@link #loadStateDict(Map, boolean)}, strict. */
  public final StateDictKeys loadStateDict(Map<String, Tensor> state) {
    return loadStateDict(state, true);
  }

  /**
   * Overwrites parameters and buffers with those of {@code state}, converting element types.
   *
   * @param strict whether missing and unexpected keys are errors
   * @return the keys that did not match, if not strict
   * @throws IllegalArgumentException on a mismatch, with PyTorch's text; the module is unchanged
   */
  public final StateDictKeys loadStateDict(Map<String, Tensor> state, boolean strict) {
    Map<String, Tensor> own = new LinkedHashMap<>();
    collectState("", own);
    StateDictKeys keys = StateDictKeys.compare(own, state);
    keys.check(name(), own, state, strict);
    try (var scope = GradMode.noGrad()) {
      own.forEach(
          (name, tensor) -> {
            if (state.containsKey(name)) {
              tensor.copy_(state.get(name));
            }
          });
    }
    return keys;
  }

  private void collectState(String prefix, Map<String, Tensor> state) {
    parameters.forEach(
        (name, tensor) -> {
          if (tensor != null) {
            state.put(prefix + name, tensor);
          }
        });
    buffers.forEach(
        (name, tensor) -> {
          if (tensor != null && !transientBuffers.contains(name)) {
            state.put(prefix + name, tensor);
          }
        });
    modules.forEach((name, module) -> module.collectState(prefix + name + ".", state));
  }

  /** The direct sub-modules by name. */
  public final Map<String, Module> namedChildren() {
    return Collections.unmodifiableMap(modules);
  }

  /** This module and all below it by dotted name; its own name is empty. */
  public final Map<String, Module> namedModules() {
    Map<String, Module> all = new LinkedHashMap<>();
    collectModules("", all);
    return all;
  }

  private void collectModules(String name, Map<String, Module> all) {
    all.put(name, this);
    modules.forEach(
        (child, module) -> module.collectModules(name.isEmpty() ? child : name + "." + child, all));
  }

  /** The direct sub-modules in order. */
  public final List<Module> children() {
    return new ArrayList<>(modules.values());
  }

  /** This module and all below it, each once. */
  public final List<Module> modules() {
    return namedModules().values().stream().distinct().toList();
  }

  /**
   * The module of a dotted name, as {@code "layer1.0.conv"}; the empty name is this module.
   *
   * @throws IllegalArgumentException naming the part that is missing and what is there
   */
  public final Module getSubmodule(String target) {
    Module found = this;
    if (target.isEmpty()) {
      return found;
    }
    for (String part : target.split("\\.", -1)) {
      Module next = found.modules.get(part);
      if (next == null) {
        throw new IllegalArgumentException(
            found.name()
                + " has no attribute `"
                + part
                + "` (of getSubmodule(\""
                + target
                + "\")); its modules: "
                + found.modules.keySet());
      }
      found = next;
    }
    return found;
  }

  /**
   * The parameter of a dotted name, as {@code "fc.weight"}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public final Tensor getParameter(String target) {
    int dot = target.lastIndexOf('.');
    Module owner = dot < 0 ? this : getSubmodule(target.substring(0, dot));
    Tensor parameter = owner.parameters.get(target.substring(dot + 1));
    if (parameter == null) {
      throw new IllegalArgumentException(
          owner.name()
              + " has no parameter \""
              + target.substring(dot + 1)
              + "\"; its parameters: "
              + owner.parameters.keySet());
    }
    return parameter;
  }

  /** Number of elements of all parameters, each counted once. */
  public final long numParameters() {
    return parameters().stream().mapToLong(Tensor::numel).sum();
  }

  /** Calls {@code function} on every module below and then on this; returns this. */
  public final Module apply(Consumer<Module> function) {
    modules.values().forEach(module -> module.apply(function));
    function.accept(this);
    return this;
  }

  /** Sets whether all parameters require gradients; returns this. */
  public final Module requiresGrad_(boolean requires) {
    parameters().forEach(parameter -> parameter.requiresGrad_(requires));
    return this;
  }

  /**
   * Converts all floating parameters and buffers, which stay the same objects; returns this.
   *
   * @throws IllegalArgumentException when the type is not a floating one
   */
  public final Module to(DType dtype) {
    if (!dtype.isFloatingPoint()) {
      throw new IllegalArgumentException(
          "nn.Module.to only accepts floating point dtypes, but got desired dtype=" + dtype);
    }
    List<Tensor> all = parameters();
    all.addAll(buffers());
    for (Tensor tensor : all) {
      if (tensor.dtype().isFloatingPoint() && tensor.dtype() != dtype) {
        tensor.setData(tensor.detach().to(dtype));
      }
    }
    return this;
  }

  /** {@code to(DType.FLOAT64)}. */
  public final Module double_() {
    return to(DType.FLOAT64);
  }

  /** {@code to(DType.FLOAT32)}. */
  public final Module float_() {
    return to(DType.FLOAT32);
  }

  /** True while the module is being trained: dropout drops, batch norm uses the batch. */
  public final boolean isTraining() {
    return training;
  }

  /** Sets training mode here and below; returns this. */
  public final Module train(boolean mode) {
    training = mode;
    modules.values().forEach(module -> module.train(mode));
    return this;
  }

  /** {@code train(true)}. */
  public final Module train() {
    return train(true);
  }

  /** {@code train(false)}. */
  public final Module eval() {
    return train(false);
  }

  /** Zeroes the gradients of all parameters that have one. */
  public final void zeroGrad() {
    for (Tensor parameter : parameters()) {
      if (parameter.grad() != null) {
        parameter.grad().detach().zero_();
      }
    }
  }

  /** The class's name as PyTorch prints it. */
  protected String name() {
    return getClass().getSimpleName();
  }

  /**
   * Names the settings the module was made with. Layers that do this have a text form like
   * PyTorch's and can be written as JSON.
   */
  protected void describe(Settings settings) {}

  /** What stands in the parentheses of the text form, as {@code in_features=10}. */
  protected String extraRepr() {
    Settings settings = new Settings();
    describe(settings);
    return settings.text();
  }

  /** The settings by PyTorch's names in Java spelling, those with their usual values left out. */
  public final Map<String, Object> settings() {
    Settings settings = new Settings();
    describe(settings);
    return settings.toMap();
  }

  /** PyTorch's text form: the tree of modules. */
  @Override
  public final String toString() {
    String extra = extraRepr();
    if (modules.isEmpty()) {
      return name() + "(" + extra + ")";
    }
    String own = extra.isEmpty() ? "\n" : "\n  " + extra + "\n";
    return name() + "(" + own + childrenText() + ")";
  }

  /** The sub-modules' lines of the text form. */
  String childrenText() {
    StringBuilder out = new StringBuilder();
    modules.forEach(
        (child, module) ->
            out.append("  (")
                .append(child)
                .append("): ")
                .append(module.toString().replace("\n", "\n  "))
                .append('\n'));
    return out.toString();
  }
}
