package io.kindling.autograd;

import io.kindling.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Runs the graph backwards: every node once, when all gradients of its outputs have arrived, later
 * operations first. Iterative, so depth is bounded by memory alone.
 */
final class BackwardEngine {
  private final boolean retainGraph;
  private final List<Edge> captures;
  private final Tensor[] captured;
  private final Map<Node, Task> tasks = new IdentityHashMap<>();
  private final PriorityQueue<Task> ready = new PriorityQueue<>();

  /** A node on its way: how many gradients it still waits for, and what has arrived. */
  private static final class Task implements Comparable<Task> {
    final Node node;
    final Tensor[] gradients;
    int waiting;
    boolean needed;

    Task(Node node) {
      this.node = node;
      this.gradients = new Tensor[node.numOutputs()];
    }

    void add(int input, Tensor gradient) {
      gradients[input] = gradients[input] == null ? gradient : gradients[input].add(gradient);
    }

    @Override
    public int compareTo(Task other) {
      return Long.compare(other.node.sequence(), node.sequence());
    }
  }

  private BackwardEngine(boolean retainGraph, List<Edge> captures) {
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
    try (var mode = GradMode.setGradEnabled(createGraph)) {
      BackwardEngine engine = new BackwardEngine(retainGraph, captures);
      engine.prepare(roots);
      for (int i = 0; i < roots.size(); i++) {
        engine.tasks.get(roots.get(i).function()).add(roots.get(i).inputNr(), gradients.get(i));
      }
      for (Task task : engine.tasks.values()) {
        if (task.waiting == 0) {
          engine.ready.add(task);
        }
      }
      engine.drain();
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
    Map<Node, java.util.ArrayList<Task>> producers = new IdentityHashMap<>();
    for (Task task : tasks.values()) {
      for (Edge edge : task.node.edges()) {
        if (edge != null) {
          producers.computeIfAbsent(edge.function(), n -> new java.util.ArrayList<>(1)).add(task);
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
      for (Task producer :
          producers.getOrDefault(pending.pop().node, new java.util.ArrayList<>())) {
        if (!producer.needed) {
          producer.needed = true;
          pending.push(producer);
        }
      }
    }
  }

  private void drain() {
    while (!ready.isEmpty()) {
      Task task = ready.poll();
      Node node = task.node;
      Tensor[] results = null;
      if (runs(task)) {
        results = node.run(task.gradients);
        if (!retainGraph) {
          node.release();
        }
      }
      tasks.remove(node);
      pass(node, results);
    }
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
        next.add(edge.inputNr(), meta.fit(results[i], node.name(), i));
      }
      if (--next.waiting == 0) {
        ready.add(next);
      }
    }
  }
}
