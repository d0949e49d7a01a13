package io.kindling.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.BatchNorm2d;
import io.kindling.nn.Conv2d;
import io.kindling.nn.Module;
import io.kindling.random.Generator;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import io.kindling.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients' arrays are used again within a step, and nobody notices: whatever a program can get
 * hold of is what it is without a workspace.
 */
final class GradientRecyclingTest {
  private static final int[] IMAGES = {16, 8, 6, 6};

  /** A residual block, an input, and what a program looks at while gradients pass. */
  private static final class Block extends Module {
    private static final long serialVersionUID = 1L;
    final transient List<Tensor> kept = new ArrayList<>();
    final transient List<Runnable> later = new ArrayList<>();
    final transient Tensor x = Tensors.randn(IMAGES).requiresGrad_();
    final Conv2d first = register("first", conv());
    final BatchNorm2d norm = register("norm", new BatchNorm2d(8));
    final Conv2d second = register("second", conv());
    transient Tensor hidden;

    private static Conv2d conv() {
      return new Conv2d(Conv2d.options(8, 8, 3).padding(1));
    }

    @Override
    public Tensor forward(Tensor input) {
      Tensor a = norm.call(first.call(input)).relu();
      hidden = second.call(a);
      return hidden.add(input).relu();
    }

    Tensor loss() {
      return call(call(x)).square().mean();
    }

    Tensor keep(Tensor gradient) {
      kept.add(gradient);
      return null;
    }

    /** The gradients of all leaves, and what was kept, read after the memory was used again. */
    List<float[]> seen() {
      List<float[]> values = new ArrayList<>();
      values.add(x.grad().toFloatArray());
      for (Tensor parameter : parameters()) {
        values.add(parameter.grad().toFloatArray());
      }
      later.forEach(Runnable::run);
      later.clear();
      for (int i = 0; i < 2; i++) {
        Autograd.grad(call(call(x.mul(0.5))).sum(), List.of(x));
        x.mul(3).exp().add(x);
      }
      for (Tensor tensor : kept) {
        values.add(tensor.toFloatArray());
      }
      kept.clear();
      for (Tensor parameter : parameters()) {
        parameter.setGrad(null);
      }
      x.setGrad(null);
      return values;
    }
  }

  /** The identity, which keeps the gradient it is shown and another that it makes. */
  private static final class Keeper extends Function {
    private final Block block;

    Keeper(Block block) {
      this.block = block;
    }

    @Override
    protected Tensor[] forward(Context ctx, Tensor... inputs) {
      return new Tensor[] {inputs[0].clone()};
    }

    @Override
    protected Tensor[] backward(Context ctx, Tensor... gradOutputs) {
      Tensor made = gradOutputs[0].mul(2);
      block.keep(gradOutputs[0]);
      block.keep(made);
      return new Tensor[] {made};
    }
  }

  static Stream<Arguments> programs() {
    return Stream.of(
        program("plain", b -> b.loss().backward()),
        program(
            "a graph kept and used again",
            b -> {
              Tensor loss = b.loss();
              loss.backward(null, true, false);
              loss.backward();
            }),
        program(
            "tensor hooks on what waits and what does not",
            b -> {
              Tensor loss = b.loss();
              b.hidden.registerHook(b::keep);
              HookHandle handle = b.x.registerHook(b::keep);
              loss.backward();
              handle.remove();
            }),
        program(
            "a retained gradient",
            b -> {
              Tensor loss = b.loss();
              b.hidden.retainGrad();
              Tensor hidden = b.hidden;
              loss.backward();
              b.keep(hidden.grad());
            }),
        program(
            "hooks after accumulation that make tensors",
            b -> {
              Tensor loss = b.loss();
              HookHandle handle = b.x.registerPostAccumulateGradHook(x -> b.keep(x.grad().mul(2)));
              HookHandle other =
                  b.first
                      .parameters()
                      .get(0)
                      .registerPostAccumulateGradHook(w -> b.keep(w.grad().mul(2)));
              loss.backward();
              handle.remove();
              other.remove();
            }),
        program(
            "hooks before and after nodes",
            b -> {
              Tensor loss = b.loss();
              b.hidden
                  .gradFn()
                  .registerHook(
                      (in, out) -> {
                        b.keep(in[0]);
                        b.keep(out[0]);
                        return null;
                      });
              b.hidden
                  .gradFn()
                  .registerPrehook(
                      out -> {
                        b.keep(out[0]);
                        return null;
                      });
              loss.backward();
            }),
        program(
            "a hook that runs a backward pass of its own",
            b -> {
              Tensor loss = b.loss();
              Tensor other = b.x.detach().mul(0.1).requiresGrad_();
              b.hidden.registerHook(
                  g -> {
                    Tensor twice = g.mul(2);
                    b.keep(twice);
                    try (var scope = GradMode.enableGrad()) {
                      Tensor inner = b.call(other).mul(g).sum();
                      b.keep(Autograd.grad(inner, List.of(other)).get(0));
                    }
                    return twice;
                  });
              loss.backward();
            }),
        program(
            "hooks of a module",
            b -> {
              HookHandle handle =
                  b.second.registerFullBackwardHook(
                      (module, in, out) -> {
                        b.keep(in[0]);
                        b.keep(out[0]);
                        return null;
                      });
              b.loss().backward();
              handle.remove();
            }),
        program(
            "a function of the user",
            b -> b.call(new Keeper(b).apply(b.call(b.x))).square().sum().backward()),
        program(
            "gradients asked for on the way",
            b -> {
              Tensor loss = b.loss();
              Tensor hidden = b.hidden;
              List<Tensor> found =
                  Autograd.grad(List.of(loss), List.of(hidden, b.x), null, true, false, false);
              found.forEach(b::keep);
              loss.backward();
            }),
        program(
            "second derivatives",
            b -> {
              Tensor loss = b.loss();
              Tensor slope =
                  Autograd.grad(List.of(loss), List.of(b.x), null, true, true, false).get(0);
              b.keep(slope);
              slope.square().sum().backward();
            }),
        program(
            "results of the forward pass that are computed only in the backward pass",
            b -> {
              Tensor waits = b.norm.call(b.first.call(b.x));
              Tensor saves =
                  Recorder.op("Saves")
                      .save(waits)
                      .input(b.x, (g, s) -> g.mul(s.get(0).mul(s.get(0))))
                      .record(b.x.detach().clone());
              b.later.add(() -> b.keep(waits));
              b.call(saves).square().sum().backward();
            }));
  }

  private static Arguments program(String name, Consumer<Block> body) {
    return Arguments.of(name, body);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void whatAProgramSeesIsTheSameWithAWorkspace(String name, Consumer<Block> program) {
    Generator.manualSeed(3);
    Block block = new Block();
    block.train();
    program.accept(block);
    List<float[]> expected = block.seen();
    Workspace workspace = new Workspace();
    for (int step = 0; step < 3; step++) {
      try (Workspace.Step open = workspace.step()) {
        program.accept(block);
        List<float[]> seen = block.seen();
        assertEquals(expected.size(), seen.size());
        for (int i = 0; i < seen.size(); i++) {
          assertArrayEquals(expected.get(i), seen.get(i), "value " + i + " in step " + step);
        }
      }
    }
    assertTrue(workspace.size() > 0, "the workspace was used");
  }

  @Test
  void aLongChainNeedsAFewArraysForAllItsGradients() {
    Tensor x = Tensors.randn(64, 64).requiresGrad_();
    Workspace workspace = new Workspace();
    long forward;
    try (Workspace.Step open = workspace.step()) {
      Tensor y = x;
      for (int i = 0; i < 100; i++) {
        y = y.mul(x);
      }
      forward = workspace.size();
      y.sum().backward();
    }
    long gradients = workspace.size() - forward;
    assertTrue(gradients <= 6L * x.numel(), "gradients took " + gradients + " floats");
  }
}
