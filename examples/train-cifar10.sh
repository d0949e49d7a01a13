#!/usr/bin/env bash
# Trains a convolutional network on CIFAR-10 by synchronous SGD on Spark; --help lists the options.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/submit.sh"
kindling_submit io.kindling.examples.TrainCifar10 "$@"
