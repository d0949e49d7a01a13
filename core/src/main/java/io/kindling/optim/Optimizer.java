package io.kindling.optim;

import io.kindling.io.StateDict;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes parameters by their gradients; {@code torch.optim.Optimizer}. Parameters that lie side by
 * side in one array, as {@code FlatParameters} lays them, are updated by one loop, and a step
 * allocates nothing after the first.
 *
 * <p>A subclass tells what it remembers ({@link #stateNames}, {@link #numberNames}) and how a run
 * of elements changes ({@link #begin}, {@link #update}). Not thread-safe.
 */
public abstract class Optimizer {
  private final List<ParameterGroup> groups;
  private final List<Tensor> parameters = new ArrayList<>();
  private final Segment[][] segments;
  private final List<String> states;

  /** For a single group: {@code new Adam(List.of(new ParameterGroup(parameters, options)))}. */
  protected Optimizer(List<ParameterGroup> groups, Class<? extends OptimizerOptions> optionsClass) {
    this(groups, optionsClass, List.of());
  }

  /** As the other, with the {@linkplain #stateNames names of the state} whatever the options. */
  protected Optimizer(
      List<ParameterGroup> groups,
      Class<? extends OptimizerOptions> optionsClass,
      List<String> states) {
    this.states = List.copyOf(states);
    this.groups = List.copyOf(groups);
    for (ParameterGroup group : groups) {
      if (group.parameters().isEmpty()) {
        throw new IllegalArgumentException("optimizer got an empty parameter list");
      }
      if (!optionsClass.isInstance(group.options())) {
        throw new IllegalArgumentException(
            getClass().getSimpleName()
                + ": the options of a group are "
                + group.options().getClass().getName()
                + ", wanted "
                + optionsClass.getName());
      }
      for (Tensor parameter : group.parameters()) {
        if (parameters.stream().anyMatch(seen -> seen == parameter)) {
          throw new IllegalArgumentException(
              "some parameters appear in more than one parameter group, or twice in one");
        }
        parameters.add(parameter);
      }
      group.state = new GroupState(group.parameters());
    }
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("optimizer got an empty parameter list");
    }
    this.segments = new Segment[groups.size()][DType.values().length];
  }

  /** Names of the state arrays, one element for each of a parameter's; zeros before step 1. */
  protected List<String> stateNames(OptimizerOptions options) {
    return states;
  }

  /** Names of numbers that each parameter keeps between steps; zero before step 1. */
  protected List<String> numberNames() {
    return List.of();
  }

  /** How often {@link #update} sees the elements; more than once lets it first find norms. */
  protected int passes() {
    return 1;
  }

  /** True when a segment must be exactly one parameter. */
  protected boolean wholeParameters() {
    return false;
  }

  /** Computes what all elements of a segment share; called before each pass. */
  protected abstract void begin(Segment segment, OptimizerOptions options, int pass);

  /** Updates the elements that are in the segment's registers now. */
  protected abstract void update(Segment segment, int pass);

  /**
   * Updates a segment where it lies, as {@link #update} would, but in fewer passes over memory;
   * false, and nothing done, where the optimizer knows no such way.
   */
  boolean updateWhole(Segment segment) {
    return false;
  }

  /** Changes every parameter that has a gradient. */
  public final void step() {
    for (int i = 0; i < groups.size(); i++) {
      step(i, groups.get(i));
    }
  }

  private void step(int groupIndex, ParameterGroup group) {
    Segment open = null;
    for (int i = 0; i < group.parameters().size(); i++) {
      Tensor parameter = group.parameters().get(i);
      Tensor gradient = parameter.grad();
      if (gradient == null) {
        continue;
      }
      group.state.steps[i]++;
      if (open != null && extend(open, group, i, parameter, gradient)) {
        continue;
      }
      if (open != null) {
        run(open);
      }
      open = null;
      if (parameter.isContiguous()) {
        open = open(groupIndex, group, i, parameter, gradient);
      } else {
        Tensor dense = parameter.detach().contiguous();
        run(open(groupIndex, group, i, dense, gradient));
        parameter.detach().copy_(dense);
      }
    }
    if (open != null) {
      run(open);
    }
  }

  private Segment open(
      int groupIndex, ParameterGroup group, int i, Tensor parameter, Tensor gradient) {
    DType dtype = parameter.dtype();
    List<String> states = stateNames(group.options());
    Segment segment = segments[groupIndex][dtype.ordinal()];
    if (segment == null || segment.arrays.length != states.size()) {
      segment = new Segment(dtype, states.size());
      segments[groupIndex][dtype.ordinal()] = segment;
    }
    for (int k = 0; k < states.size(); k++) {
      segment.arrays[k] = group.state.array(states.get(k), dtype);
    }
    List<String> names = numberNames();
    if (segment.numbers == null) {
      segment.numbers = new double[names.size()][];
    }
    for (int k = 0; k < names.size(); k++) {
      segment.numbers[k] = group.state.numbers(names.get(k));
    }
    Tensor dense = gradient.isContiguous() ? gradient : gradient.detach().contiguous();
    segment.options = group.options();
    segment.step = group.state.steps[i];
    segment.values = parameter.storage();
    segment.valuesAt = parameter.offset();
    segment.gradients = dense.storage();
    segment.gradientsAt = dense.offset();
    segment.stateAt = group.state.offset(i);
    segment.count = parameter.numel();
    segment.firstParameter = i;
    segment.parameterCount = 1;
    return segment;
  }

  /** Takes parameter {@code i} into the segment if it lies right behind it in every respect. */
  private boolean extend(
      Segment open, ParameterGroup group, int i, Tensor parameter, Tensor gradient) {
    if (wholeParameters()
        || i != open.firstParameter + open.parameterCount
        || group.state.steps[i] != open.step
        || parameter.storage() != open.values
        || gradient.storage() != open.gradients
        || parameter.offset() != open.valuesAt + open.count
        || gradient.offset() != open.gradientsAt + open.count
        || group.state.offset(i) != open.stateAt + open.count
        || !parameter.isContiguous()
        || !gradient.isContiguous()) {
      return false;
    }
    for (double[] numbers : open.numbers) {
      if (Double.compare(numbers[i], numbers[open.firstParameter]) != 0) {
        return false;
      }
    }
    open.count += parameter.numel();
    open.parameterCount++;
    return true;
  }

  private void run(Segment segment) {
    if (updateWhole(segment)) {
      segment.values.bumpVersion();
      return;
    }
    for (int pass = 0; pass < passes(); pass++) {
      begin(segment, segment.options, pass);
      for (int from = 0; from < segment.count; from += Register.CAPACITY) {
        segment.load(from, Math.min(Register.CAPACITY, segment.count - from));
        update(segment, pass);
        segment.store(from);
      }
    }
    segment.values.bumpVersion();
  }

  /** Sets the gradients to zero, in place. */
  public final void zeroGrad() {
    for (Tensor parameter : parameters) {
      if (parameter.grad() != null) {
        parameter.grad().detach().zero_();
      }
    }
  }

  /** Takes the gradients away, as {@code zero_grad(set_to_none=True)}, or sets them to zero. */
  public final void zeroGrad(boolean setToNone) {
    if (!setToNone) {
      zeroGrad();
      return;
    }
    for (Tensor parameter : parameters) {
      parameter.setGrad(null);
    }
  }

  /** True once a parameter has been updated, here or before the state was saved. */
  public final boolean hasStepped() {
    for (ParameterGroup group : groups) {
      for (long steps : group.state.steps) {
        if (steps > 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** The groups in order. */
  public final List<ParameterGroup> groups() {
    return groups;
  }

  /** All parameters, group by group. */
  public final List<Tensor> parameters() {
    return List.copyOf(parameters);
  }

  /** The learning rate of the first group. */
  public final double learningRate() {
    return groups.get(0).lr();
  }

  /** Sets the learning rate of every group, from the next step on. */
  public final void setLearningRate(double learningRate) {
    groups.forEach(group -> group.setLr(learningRate));
  }

  /**
   * A copy of all that the optimizer remembers: {@code state.<parameter>.<name>}, the parameters
   * counted over all groups, and {@code param_groups.<group>.<option>}. Loaded again, training goes
   * on as if it had never stopped.
   */
  public final StateDict stateDict() {
    return OptimizerState.save(this);
  }

  /**
   * Restores what {@link #stateDict} gave: options, learning rates and state.
   *
   * @throws IllegalArgumentException when it belongs to another optimizer or other parameters; this
   *     one is then unchanged
   */
  public final void loadStateDict(StateDict state) {
    OptimizerState.load(this, state);
  }

  /**
   * The state arrays themselves, all parameters of a group side by side: for group 0, {@code
   * "0.exp_avg"} is the tensor of the first moments. They may be changed in place.
   */
  public final StateDict flatState() {
    return OptimizerState.flat(this);
  }

  /**
   * Restores what {@link #flatState} gave, of this optimizer or of several over slices of its
   * parameters, joined.
   */
  public final void loadFlatState(StateDict state) {
    OptimizerState.loadFlat(this, state);
  }
}
