#!/usr/bin/env bash
# Trains a network by its recipe on CIFAR-10, here and by PyTorch, and keeps each epoch's figures as CSV:
#
#   examples/accuracy.sh NETWORK SIDE SEED DATA FOLDER [OPTION of train-cifar10.sh or of pytorch_training.py...]
#
# NETWORK is cifar-cnn, lenet, resnet20 or airbench, SIDE kindling or pytorch, DATA a folder with train.parquet and
# test.parquet; FOLDER receives NETWORK-SIDE-SEED.csv. Both sides use two cores. PYTHON names a Python with torch,
# pyarrow and pillow. plot_accuracy.py draws what is in FOLDER; the figures of the README are in examples/accuracy.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/submit.sh"
[ $# -ge 5 ] || kindling_die "usage: $(basename "$0") NETWORK SIDE SEED DATA FOLDER [OPTION...]"
network=$1 side=$2 seed=$3 data=$4 folder=$5
shift 5
mkdir -p "$folder"
file=$folder/$network-$side-$seed.csv

# Options that both sides know by one name, then those of each.
kindling=() pytorch=()
case $network in
  cifar-cnn | lenet)
    common=(--epochs 10 --batch-size 128 --lr 0.01 --momentum 0.9)
    ;;
  resnet20)
    kindling=(--recipe resnet20)
    common=()
    pytorch=(--epochs 10 --batch-size 128 --momentum 0.9 --nesterov --weight-decay 5e-4 --label-smoothing 0.05
      --max-lr 0.4 --pct-start 0.3 --crop-padding 4 --flip random)
    ;;
  airbench)
    kindling=(--recipe airbench)
    common=()
    pytorch=(--widths 32 128 128 --epochs 12 --batch-size 512 --momentum 0.85 --nesterov --weight-decay 1.33e-3
      --label-smoothing 0.2 --max-lr 0.75 --pct-start 0.23 --anneal-strategy linear --div-factor 5
      --final-div-factor 2.857 --crop-padding 2 --padding-mode reflect --flip alternating --test-time-flip)
    ;;
  *) kindling_die "'$network' is not one of cifar-cnn, lenet, resnet20, airbench" ;;
esac
case $side in
  kindling)
    [ "$network" = resnet20 ] || [ "$network" = airbench ] || kindling+=(--model "$network")
    exec "$KINDLING_ROOT/examples/train-cifar10.sh" --master 'local[2]' --data "$data" --seed "$seed" --csv "$file" \
      ${kindling[@]+"${kindling[@]}"} ${common[@]+"${common[@]}"} "$@"
    ;;
  pytorch)
    exec "${PYTHON:-python3}" "$KINDLING_ROOT/examples/src/main/python/pytorch_training.py" --model "$network" \
      --data "$data" --seed "$seed" --csv "$file" ${common[@]+"${common[@]}"} ${pytorch[@]+"${pytorch[@]}"} "$@"
    ;;
  *) kindling_die "'$side' is neither kindling nor pytorch" ;;
esac
