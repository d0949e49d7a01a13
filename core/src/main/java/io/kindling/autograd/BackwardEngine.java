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

  private final boolean retainGraph;
  private final List<Edge> captures;
  private final Tensor[] captured;
  private final Map<Node, Task> tasks = new IdentityHashMap<>();
  private final PriorityQueue<Task> ready = new PriorityQueue<>();

  /** The tasks at which a gradient has arrived. */
  private final List<Task> holding = new ArrayList<>();

  private final GradientArrays arrays;
  private final Predicate<float[]> inUse = this::isInUse;

  /** A node on its way: how many gradients it still waits for, and what has arrived. */
  private static final class Task implements Comparable<Task> {
    final Node node;
    final Tensor[] gradients;
    int waiting;
    boolean needed;

    boolean holds;

    Task(Node node) {
      this.node = node;
      this.gradients = new Tensor[node.numOutputs()];
    }

    @Override
    public int compareTo(Task other) {
      return Long.compare(other.node.sequence(), node.sequence());
    }
  }

  private BackwardEngine(boolean retainGraph, List<Edge> captures, GradientArrays arrays) {
    this.arrays = arrays;
    this.retainGraph = retainGraph;
    this.captures = captures;
    this.captured = new Tensor[captures == null ? 0 : captures.size()];
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
    try (var mode = GradMode.setGradEnabled(createGraph);
        var arrays = GradientArrays.open()) {
      if (createGraph) {
        // Every gradient becomes part of a graph.
        arrays.pause();
      }
      BackwardEngine engine = new BackwardEngine(retainGraph, captures, arrays);
      engine.prepare(roots);
      for (int i = 0; i < roots.size(); i++) {
        Edge root = roots.get(i);
        engine.add(engine.tasks.get(root.function()), root.inputNr(), gradients.get(i));
      }
      for (Task task : engine.tasks.values()) {
        if (task.waiting == 0) {
          engine.ready.add(task);
        }
      }
      engine.drain(createGraph);
      return engine.captured;
    }
  }

  private void prepare(List<Edge> roots) {
    ArrayDeque<Node> pending = new ArrayDeque<>();
    for (Edge root : roots) {
      if (tasks.putIfAbsent(root.function(), new Task(root.function())) == null) {
        pending.push(root.function());
      }
    }
    while (!pending.isEmpty()) {
      Node node = pending.pop();
      for (Edge edge : node.edges()) {
        if (edge != null) {
          Task next = tasks.get(edge.function());
          if (next == null) {
            next = new Task(edge.function());
            tasks.put(edge.function(), next);
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
    Map<Node, ArrayList<Task>> producers = new IdentityHashMap<>();
    for (Task task : tasks.values()) {
      for (Edge edge : task.node.edges()) {
        if (edge != null) {
          producers.computeIfAbsent(edge.function(), n -> new ArrayList<>(1)).add(task);
        }
      }
    }
    ArrayDeque<Task> pending = new ArrayDeque<>();
    for (Edge capture : captures) {
      Task task = tasks.get(capture.function());
      if (task != null && !task.needed) {
        task.needed = true;
        pending.push(task);
      }
    }
    while (!pending.isEmpty()) {
      for (Task producer : producers.getOrDefault(pending.pop().node, new ArrayList<>())) {
        if (!producer.needed) {
          producer.needed = true;
          pending.push(producer);
        }
      }
    }
  }

  private void drain(boolean createGraph) {
    while (!ready.isEmpty()) {
      Task task = ready.poll();
      Node node = task.node;
      boolean own = !createGraph && !node.isWatched();
      if (!own) {
        arrays.pause();
      }
      Tensor[] results = null;
      if (runs(task)) {
        results = node.run(task.gradients);
        if (!retainGraph) {
          node.release();
        }
      }
      if (!createGraph) {
        arrays.resume();
      }
      tasks.remove(node);
      holding.remove(task);
      pass(node, results);
      if (holding.size() <= FEW) {
        arrays.giveBack(inUse);
      }
    }
  }

  private void add(Task task, int input, Tensor gradient) {
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
  private boolean runs(Task task) {
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
        Task next = tasks.get(edge.function());
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
      Task next = tasks.get(edge.function());
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
