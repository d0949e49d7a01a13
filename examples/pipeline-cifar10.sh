#!/usr/bin/env bash
# CIFAR-10 as a Spark ML pipeline: trains, evaluates and saves it, then loads it in a new process, which must give the
# same predictions, bit for bit. --help lists the options; without --out the pipeline goes to a temporary folder.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/submit.sh"

pipeline() {
  (kindling_submit io.kindling.examples.PipelineCifar10 "$@")
}

out=
for argument in "$@"; do
  case $argument in
    --out | --out=*) out=given ;;
    -h | --help | -V | --version | --score-only)
      pipeline "$@"
      exit
      ;;
  esac
done
if [ -z "$out" ]; then
  out=$(mktemp -d "${TMPDIR:-/tmp}/kindling-pipeline.XXXXXX")
  set -- "$@" --out "$out/pipeline"
fi

said() {
  sed -n 's/.*"predictions":"\([^"]*\)".*/\1/p' <<<"$1"
}

trained=$(pipeline "$@")
echo "$trained"
echo "Loading the pipeline in a new process..." >&2
loaded=$(pipeline "$@" --score-only)
echo "$loaded"
if [ -n "$(said "$trained")" ] && [ "$(said "$trained")" = "$(said "$loaded")" ]; then
  echo "The new process gives the same predictions, bit for bit." >&2
else
  echo "The new process gives OTHER predictions: $(said "$trained") and $(said "$loaded")" >&2
  exit 1
fi
