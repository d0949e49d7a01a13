package io.kindling.autograd;

import io.kindling.tensor.GradientArrays;
import io.kindling.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * Runs the graph backwards: every node once, when all gradients of its outputs have arrived, later
 * operations first. Iterative, so depth is bounded by memory alone.
 */
final class BackwardEngine {
  /** With more gradients under way, looking through them costs more than it gives back. */
  private static final int FEW = 256;

  /** The tasks and queues of this thread's last pass, for the next one to use again. */
  private static final ThreadLocal<BackwardTasks> IDLE = new ThreadLocal<>();

  private final boolean retainGraph;
  private final List<Edge> captures;
  private final Tensor[] captured;
  private final BackwardTasks tasks;
  private final PriorityQueue<BackwardTask> ready;
  private final List<BackwardTask> holding;

  private final GradientArrays arrays;
  private final Predicate<float[]> inUse = this::isInUse;

  private BackwardEngine(
      boolean retainGraph, List<Edge> captures, GradientArrays arrays, BackwardTasks tasks) {
    this.retainGraph = retainGraph;
    this.captures = captures;
    this.captured = new Tensor[captures == null ? 0 : captures.size()];
    this.arrays = arrays;
    this.tasks = tasks;
    this.ready = tasks.ready;
    this.holding = tasks.holding;
  }

  /**
   * Sends {@code gradients} into {@code roots}.
   *
   * @param captures null to accumulate into the leaves; otherwise only the paths to these edges run
   *     and the gradients that arrive there are returned, null where none does
   */
  static Tensor[] run(
      List<Edge> roots,
      List<Tensor> gradients,
      List<Edge> captures,
      boolean retainGraph,
      boolean createGraph) {
    BackwardTasks tasks = IDLE.get() == null ? new BackwardTasks() : IDLE.get();
    // A pass that begins within this one needs tasks of its own.
    IDLE.remove();
    try (var mode = GradMode.setGradEnabled(createGraph);
        var arrays = GradientArrays.open()) {
      if (createGraph) {
        // Every gradient becomes part of a graph.
        arrays.pause();
      }
      BackwardEngine engine = new BackwardEngine(retainGraph, captures, arrays, tasks);
      engine.prepare(roots);
      for (int i = 0; i < roots.size(); i++) {
        Edge root = roots.get(i);
        engine.add(tasks.of(root.function()), root.inputNr(), gradients.get(i));
      }
      for (int i = 0; i < tasks.size(); i++) {
        if (tasks.get(i).waiting == 0) {
          engine.ready.add(tasks.get(i));
        }
      }
      engine.drain(createGraph);
      return engine.captured;
    } finally {
      if (tasks.clear()) {
        IDLE.set(tasks);
      }
    }
  }

  private void prepare(List<Edge> roots) {
    ArrayDeque<Node> pending = tasks.pending;
    for (Edge root : roots) {
      if (tasks.of(root.function()) == null) {
        tasks.add(root.function());
        pending.push(root.function());
      }
    }
    while (!pending.isEmpty()) {
      Node node = pending.pop();
      for (Edge edge : node.edges()) {
        if (edge != null) {
          BackwardTask next = tasks.of(edge.function());
          if (next == null) {
            next = tasks.add(edge.function());
            pending.push(edge.function());
          }
          next.waiting++;
        }
      }
    }
    if (captures != null) {
      markNeeded();
    }
  }

  /** A node is needed when a captured edge can be reached from it. */
  private void markNeeded() {
    Map<Node, ArrayList<BackwardTask>> producers = new IdentityHashMap<>();
    for (int i = 0; i < tasks.size(); i++) {
      BackwardTask task = tasks.get(i);
      for (Edge edge : task.node.edges()) {
        if (edge != null) {
          producers.computeIfAbsent(edge.function(), n -> new ArrayList<>(1)).add(task);
        }
      }
    }
    ArrayDeque<BackwardTask> pending = new ArrayDeque<>();
    for (Edge capture : captures) {
      BackwardTask task = tasks.of(capture.function());
      if (task != null && !task.needed) {
        task.needed = true;
        pending.push(task);
      }
    }
    while (!pending.isEmpty()) {
      for (BackwardTask producer : producers.getOrDefault(pending.pop().node, new ArrayList<>())) {
        if (!producer.needed) {
          producer.needed = true;
          pending.push(producer);
        }
      }
    }
  }

  private void drain(boolean createGraph) {
    while (!ready.isEmpty()) {
      BackwardTask task = ready.poll();
      Node node = task.node;
      boolean own = !createGraph && !node.isWatched();
      if (!own) {
        arrays.pause();
      }
      Tensor[] results = null;
      if (runs(task)) {
        // The task's array is used again: what may keep it gets one of its own.
        results = node.run(own ? task.gradients : task.gradients.clone());
        if (!retainGraph) {
          node.release();
        }
      }
      if (!createGraph) {
        arrays.resume();
      }
      tasks.end(task);
      pass(node, results);
      if (holding.size() <= FEW) {
        arrays.giveBack(inUse);
      }
    }
  }

  private void add(BackwardTask task, int input, Tensor gradient) {
    Tensor before = task.gradients[input];
    task.gradients[input] = before == null ? gradient : before.add(gradient);
    if (!task.holds) {
      task.holds = true;
      holding.add(task);
    }
  }

  private boolean isInUse(float[] array) {
    for (int i = 0; i < holding.size(); i++) {
      if (refers(holding.get(i).gradients, array)) {
        return true;
      }
    }
    return refers(captured, array);
  }

  private static boolean refers(Tensor[] gradients, float[] array) {
    for (Tensor gradient : gradients) {
      if (gradient != null && gradient.storage().isOver(array)) {
        return true;
      }
    }
    return false;
  }

  /** Runs the hooks and captures; true when the node itself has to run. */
  private boolean runs(BackwardTask task) {
    Node node = task.node;
    // As in PyTorch, a gradient captured on the way is what arrived, at the end what hooks made.
    boolean passes = captures == null || (task.needed && leadsOn(node));
    if (!passes) {
      node.applyTensorHooks(task.gradients);
    }
    if (task.needed) {
      for (int i = 0; i < captures.size(); i++) {
        Edge edge = captures.get(i);
        if (edge.function() == node) {
          captured[i] = task.gradients[edge.inputNr()];
        }
      }
    }
    if (passes) {
      node.applyTensorHooks(task.gradients);
    }
    return passes;
  }

  private boolean leadsOn(Node node) {
    for (Edge edge : node.edges()) {
      if (edge != null) {
        BackwardTask next = tasks.of(edge.function());
        if (next != null && next.needed) {
          return true;
        }
      }
    }
    return false;
  }

  private void pass(Node node, Tensor[] results) {
    Edge[] edges = node.edges();
    for (int i = 0; i < edges.length; i++) {
      Edge edge = edges[i];
      if (edge == null) {
        continue;
      }
      BackwardTask next = tasks.of(edge.function());
      if (results != null && results[i] != null && (captures == null || next.needed)) {
        OutputMeta meta = edge.function().output(edge.inputNr());
        add(next, edge.inputNr(), meta.fit(results[i], node.name(), i));
      }
      if (--next.waiting == 0) {
        ready.add(next);
      }
    }
  }
}
