#!/usr/bin/env bash
# Trains a network on a table of numbers, categories and texts, beside Spark's own classifiers; --help lists the options.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/submit.sh"
kindling_submit io.kindling.examples.TrainTable "$@"
