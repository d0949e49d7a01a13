#!/usr/bin/env bash
# A tour of the engine for those who know PyTorch: eight small programs that print what their PyTorch twins print.
# Give the numbers of stops (1 to 8), or nothing for all.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/submit.sh"
kindling_find_java
kindling_build
exec "$JAVA" --add-modules=jdk.incubator.vector "-Dlog4j2.configurationFile=file://${KINDLING_ROOT// /%20}/conf/log4j2.properties" \
  -cp "$KINDLING_JAR:$KINDLING_SPARK_HOME/jars/*" io.kindling.examples.tour.TorchTour "$@"
