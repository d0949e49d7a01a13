package io.kindling.autograd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** The tasks of a backward pass and its queues; the next pass uses the same objects again. */
final class BackwardTasks {
  /** After a pass of more tasks than this nothing is kept. */
  private static final int MOST = 4096;

  final PriorityQueue<BackwardTask> ready = new PriorityQueue<>();
  final ArrayDeque<Node> pending = new ArrayDeque<>();

  /** The tasks at which a gradient has arrived. */
  final List<BackwardTask> holding = new ArrayList<>();

  private final Map<Node, BackwardTask> byNode = new IdentityHashMap<>();
  private final List<BackwardTask> tasks = new ArrayList<>();
  private int size;

  int size() {
    return size;
  }

  /** The i-th task in the order of {@link #add}. */
  BackwardTask get(int i) {
    return tasks.get(i);
  }

  /** The node's task; null when there is none or it has ended. */
  BackwardTask of(Node node) {
    return byNode.get(node);
  }

  BackwardTask add(Node node) {
    if (size == tasks.size()) {
      tasks.add(new BackwardTask());
    }
    BackwardTask task = tasks.get(size++);
    task.begin(node);
    byNode.put(node, task);
    return task;
  }

  void end(BackwardTask task) {
    byNode.remove(task.node);
    holding.remove(task);
    task.end();
  }

  /** Forgets the pass, finished or not; true if the objects are worth keeping. */
  boolean clear() {
    ready.clear();
    pending.clear();
    holding.clear();
    byNode.clear();
    for (int i = 0; i < size; i++) {
      tasks.get(i).end();
    }
    size = 0;
    return tasks.size() <= MOST;
  }
}
