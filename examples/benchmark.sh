#!/usr/bin/env bash
# Benchmarks: examples/benchmark.sh NAME [OPTION...]; without a name it lists them, --help after one its options.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/submit.sh"
KINDLING_JAR=$KINDLING_ROOT/examples/target/kindling-benchmarks.jar

# Runs a benchmark that needs no Spark.
run_alone() {
  local class=$1 java_major
  shift
  kindling_find_java
  kindling_build
  exec "$JAVA" -Xmx"${heap:-4g}" -XX:+"${collector:-UseParallelGC}" --add-modules=jdk.incubator.vector \
    -Dlog4j2.configurationFile="$KINDLING_ROOT/conf/log4j2.properties" \
    -cp "$KINDLING_JAR:$KINDLING_SPARK_HOME/jars/*" "$class" "$@"
}

name=${1:-}
[ $# -eq 0 ] || shift
case $name in
  training)
    run_alone io.kindling.examples.bench.TrainingBenchmark \
      --peer-script "$KINDLING_ROOT/examples/src/main/python/pytorch_peer.py" "$@"
    ;;
  job)
    run_alone io.kindling.examples.bench.JobBenchmark --job "$KINDLING_ROOT/examples/train-cifar10.sh" \
      --peer-script "$KINDLING_ROOT/examples/src/main/python/pytorch_peer.py" "$@"
    ;;
  operations)
    run_alone io.kindling.examples.bench.OperationBenchmark \
      --peer-script "$KINDLING_ROOT/examples/src/main/python/pytorch_operations.py" "$@"
    ;;
  memory) # a heap with just the room that the network at batch 128 needs
    heap=${KINDLING_MEMORY_HEAP:-160m} collector=UseSerialGC
    run_alone io.kindling.examples.bench.MemoryBenchmark \
      --peer-script "$KINDLING_ROOT/examples/src/main/python/pytorch_peer.py" "$@"
    ;;
  kernels)
    run_alone io.kindling.examples.bench.KernelBenchmark "$@"
    ;;
  augmentation)
    run_alone io.kindling.examples.bench.AugmentationBenchmark "$@"
    ;;
  jmh) # JMH's own command line: -l lists the benchmarks
    run_alone org.openjdk.jmh.Main "$@"
    ;;
  allreduce)
    kindling_submit io.kindling.examples.bench.AllReduceBenchmark "$@"
    ;;
  scaling)
    kindling_submit io.kindling.examples.bench.ScalingBenchmark "$@"
    ;;
  scoring)
    kindling_submit io.kindling.examples.bench.ScoringBenchmark "$@"
    ;;
  tabular)
    kindling_submit io.kindling.examples.bench.TabularBenchmark "$@"
    ;;
  sparse) # 2^18 features in a heap where they would not fit with their zeros
    export SPARK_DRIVER_MEMORY=${KINDLING_SPARSE_HEAP:-1g}
    kindling_submit io.kindling.examples.bench.SparseBenchmark "$@"
    ;;
  out-of-core)
    heap=128m
    run_alone io.kindling.examples.bench.OutOfCoreBenchmark "$@"
    ;;
  listeners)
    kindling_submit io.kindling.examples.bench.ListenerBenchmark "$@"
    ;;
  *)
    echo "usage: $(basename "$0") training|operations|memory|job|kernels|augmentation|jmh|allreduce|scaling|scoring|tabular|sparse|listeners|out-of-core [OPTION...]" >&2
    exit 2
    ;;
esac
