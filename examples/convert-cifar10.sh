#!/usr/bin/env bash
# Converts CIFAR-10's binary version (folder, .tar, .tar.gz) to Parquet with Spark; --help lists the options.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/submit.sh"
kindling_submit io.kindling.examples.ConvertCifar10 "$@"
