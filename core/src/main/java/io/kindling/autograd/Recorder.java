package io.kindling.autograd;

import io.kindling.tensor.Tensor;

/**
 * Writes one operation into the graph: what it saves and, input by input, its gradient rule.
 *
 * <pre>{@code
 * return Recorder.op("MulBackward0")
 *     .save(a, b)
 *     .input(a, (g, s) -> g.mul(s.get(1)))
 *     .input(b, (g, s) -> g.mul(s.get(0)))
 *     .record(result);
 * }</pre>
 *
 * <p>Rules are written in tensor operations, so they can be recorded themselves. A gradient that is
 * larger than its input by broadcasting is summed back by the engine. Rules reach tensors only
 * through {@link Saved}, which checks that none was changed in place. Nothing is recorded when no
 * input requires a gradient or recording is off.
 *
 * <p>A rule must not keep a gradient, its arrays are used again; one that hands gradients to code
 * which may keep them says so by {@link #showsGradients}.
 */
public final class Recorder {
  private static final int FEW = 2;

  /** Stands for every operation while recording is off. */
  private static final Recorder OFF = new Recorder(null, false);

  private final String name;
  private final boolean always;
  private Tensor[] saved = {};
  private Tensor[] inputs;
  private Rule[] rules;
  private int count;
  private JointRule joint;
  private boolean shows;

  private Recorder(String name, boolean always) {
    this.name = name;
    this.always = always;
  }

  /** The gradient of one input of an operation with one output. */
  @FunctionalInterface
  public interface Rule {
    /** The input's gradient from the output's; null for zero everywhere. */
    Tensor apply(Tensor gradOutput, Saved saved);
  }

  /** The gradients of all inputs at once, where they share work or there are several outputs. */
  @FunctionalInterface
  public interface JointRule {
    /** One gradient an input, null where none is needed; a null among the arguments is zero. */
    Tensor[] apply(Tensor[] gradOutputs, Saved saved);
  }

  /** Begins an operation; {@code name} is PyTorch's name of its backward. */
  public static Recorder op(String name) {
    return GradMode.isEnabled() ? new Recorder(name, false) : OFF;
  }

  /** Begins an operation that is recorded even while recording is off. */
  static Recorder always(String name) {
    return new Recorder(name, true);
  }

  /** Keeps these for the rules; outputs may be among them. */
  public Recorder save(Tensor... tensors) {
    if (this != OFF) {
      saved = tensors;
    }
    return this;
  }

  /** The next input and its rule. */
  public Recorder input(Tensor input, Rule rule) {
    if (this == OFF) {
      return this;
    }
    if (inputs == null) {
      inputs = new Tensor[FEW];
      rules = new Rule[FEW];
    } else if (count == inputs.length) {
      inputs = java.util.Arrays.copyOf(inputs, count * 2);
      rules = java.util.Arrays.copyOf(rules, count * 2);
    }
    inputs[count] = input;
    rules[count++] = rule;
    return this;
  }

  /** All inputs and one rule for them together; an input may be null. */
  public Recorder inputs(JointRule rule, Tensor... all) {
    if (this != OFF) {
      joint = rule;
      inputs = all;
      count = all.length;
    }
    return this;
  }

  /** The rules hand gradients to code that may keep them. */
  public Recorder showsGradients() {
    if (this != OFF) {
      shows = true;
    }
    return this;
  }

  /** Ends the operation: {@code outputs[0]}, now with its history if there is one to have. */
  public Tensor record(Tensor... outputs) {
    if (!wanted()) {
      return outputs[0];
    }
    Edge[] edges = new Edge[count];
    for (int i = 0; i < count; i++) {
      Tensor input = inputs[i];
      edges[i] = input == null || !input.requiresGrad() ? null : input.autograd().edge();
    }
    Recorded node = new Recorded(name, edges, rules, joint, shows);
    OutputMeta[] metas = new OutputMeta[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      metas[i] = OutputMeta.of(outputs[i]);
      if (outputs[i].dtype().isFloatingPoint()) {
        outputs[i].autograd().setHistory(node, i);
      }
    }
    node.setOutputs(metas);
    SavedTensor[] kept = new SavedTensor[saved.length];
    for (int i = 0; i < saved.length; i++) {
      kept[i] = saved[i] == null ? null : SavedTensor.of(saved[i]);
    }
    node.saved = new Saved(node, kept);
    return outputs[0];
  }

  private boolean wanted() {
    if (!always && !GradMode.isEnabled()) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (inputs[i] != null && inputs[i].requiresGrad()) {
        return true;
      }
    }
    return false;
  }

  private static final class Recorded extends Node {
    private final Rule[] rules;
    private final JointRule joint;
    private final boolean shows;
    private Saved saved;

    Recorded(String name, Edge[] next, Rule[] rules, JointRule joint, boolean shows) {
      super(name, next);
      this.rules = rules;
      this.joint = joint;
      this.shows = shows;
    }

    @Override
    boolean showsGradients() {
      return shows;
    }

    @Override
    protected Tensor[] backward(Tensor[] gradOutputs) {
      if (joint != null) {
        return joint.apply(gradOutputs, saved);
      }
      Edge[] edges = edges();
      Tensor[] gradients = new Tensor[edges.length];
      for (int i = 0; i < edges.length; i++) {
        if (edges[i] != null && gradOutputs[0] != null) {
          gradients[i] = rules[i].apply(gradOutputs[0], saved);
        }
      }
      return gradients;
    }

    @Override
    protected void release() {
      saved.release();
    }
  }
}
