package io.kindling.autograd;

import io.kindling.tensor.Tensor;
import java.util.Arrays;

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
 * input requires a gradient, or inside {@link GradMode#noGrad}.
 *
 * <p>A rule must not keep a gradient, its arrays are used again; one that hands gradients to code
 * which may keep them says so by {@link #showsGradients}.
 */
public final class Recorder {
  private static final Tensor[] NO_TENSORS = {};
  private static final Edge[] NO_EDGES = {};
  private static final Rule[] NO_RULES = {};

  /** Stands for every operation while recording is off. */
  private static final Recorder OFF = new Recorder();

  private String name;
  private Tensor[] saved = NO_TENSORS;
  private Edge[] edges = NO_EDGES;
  private Rule[] rules = NO_RULES;
  private int count;
  private JointRule joint;
  private boolean wanted;
  private boolean shows;

  Recorder() {}

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

  /**
   * Begins an operation; {@code name} is PyTorch's name of its backward. The recorder serves this
   * operation only, which {@link #record} ends.
   */
  public static Recorder op(String name) {
    Recorder recorder = GradMode.recorder();
    if (recorder == null) {
      return OFF;
    }
    recorder.name = name;
    return recorder;
  }

  /** Begins an operation that is recorded even while recording is off. */
  static Recorder always(String name) {
    Recorder recorder = new Recorder();
    recorder.name = name;
    return recorder;
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
    if (this != OFF) {
      if (count == rules.length) {
        int room = Math.max(1, 2 * count);
        edges = Arrays.copyOf(edges, room);
        rules = Arrays.copyOf(rules, room);
      }
      Edge edge = edge(input);
      wanted |= edge != null;
      edges[count] = edge;
      rules[count++] = rule;
    }
    return this;
  }

  /** All inputs and one rule for them together; an input may be null. */
  public Recorder inputs(JointRule rule, Tensor... all) {
    if (this != OFF) {
      joint = rule;
      edges = new Edge[all.length];
      for (int i = 0; i < all.length; i++) {
        Edge edge = edge(all[i]);
        wanted |= edge != null;
        edges[i] = edge;
      }
    }
    return this;
  }

  private static Edge edge(Tensor input) {
    return input != null && input.requiresGrad() ? input.autograd().edge() : null;
  }

  /** The rules hand gradients to code that may keep them. */
  public Recorder showsGradients() {
    if (this != OFF) {
      shows = true;
    }
    return this;
  }

  /** Ends the operation: {@code output}, now with its history if there is one to have. */
  public Tensor record(Tensor output) {
    if (wanted) {
      Recorded node = node();
      node.setOutput(OutputMeta.of(output));
      setHistory(output, node, 0);
      node.save(saved);
    }
    end();
    return output;
  }

  /** Ends an operation with several outputs: the first, now with their history. */
  public Tensor recordAll(Tensor... outputs) {
    if (wanted) {
      Recorded node = node();
      OutputMeta[] metas = new OutputMeta[outputs.length];
      for (int i = 0; i < metas.length; i++) {
        metas[i] = OutputMeta.of(outputs[i]);
        setHistory(outputs[i], node, i);
      }
      node.setOutputs(metas);
      node.save(saved);
    }
    end();
    return outputs[0];
  }

  /** Refers to nothing any more, and serves the next operation. */
  private void end() {
    if (this != OFF) {
      saved = NO_TENSORS;
      edges = NO_EDGES;
      rules = NO_RULES;
      count = 0;
      joint = null;
      wanted = false;
      shows = false;
      GradMode.giveBack(this);
    }
  }

  private Recorded node() {
    if (joint != null) {
      return new Joint(name, edges, joint, shows);
    }
    Edge[] exactly = count == edges.length ? edges : Arrays.copyOf(edges, count);
    return new Separate(name, exactly, rules, shows);
  }

  private static void setHistory(Tensor output, Node node, int i) {
    if (output.dtype().isFloatingPoint()) {
      output.autograd().setHistory(node, i);
    }
  }

  private abstract static class Recorded extends SavingNode {
    private final boolean shows;

    Recorded(String name, Edge[] next, boolean shows) {
      super(name, next);
      this.shows = shows;
    }

    @Override
    final boolean showsGradients() {
      return shows;
    }
  }

  /** An operation with a rule for each input. */
  private static final class Separate extends Recorded {
    private final Rule[] rules;

    Separate(String name, Edge[] next, Rule[] rules, boolean shows) {
      super(name, next, shows);
      this.rules = rules;
    }

    @Override
    protected Tensor[] backward(Tensor[] gradOutputs) {
      Tensor[] gradients = new Tensor[edges().length];
      for (int i = 0; i < gradients.length; i++) {
        if (needs(i) && gradOutputs[0] != null) {
          gradients[i] = rules[i].apply(gradOutputs[0], this);
        }
      }
      return gradients;
    }
  }

  /** An operation with one rule for all inputs. */
  private static final class Joint extends Recorded {
    private final JointRule rule;

    Joint(String name, Edge[] next, JointRule rule, boolean shows) {
      super(name, next, shows);
      this.rule = rule;
    }

    @Override
    protected Tensor[] backward(Tensor[] gradOutputs) {
      return rule.apply(gradOutputs, this);
    }
  }
}
