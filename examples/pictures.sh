#!/usr/bin/env bash
# Makes the README's pictures of a training: its tab while it runs, its report, its page in the History Server.
#
#   examples/pictures.sh FOLDER [OPTION of train-cifar10.sh, but --epochs and --report...]
#
# Needs Chromium as "chromium" on the path. Ports 41840 and 41841 of this machine must be free.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/submit.sh"
command -v chromium >/dev/null 2>&1 || kindling_die "needs chromium on the path"
[ $# -gt 0 ] || kindling_die "usage: $(basename "$0") FOLDER [OPTION of train-cifar10.sh...]"
mkdir -p "$1"
folder=$(cd "$1" && pwd -P)
shift
kindling_find_java
kindling_build

work=$(mktemp -d)
processes=()
clean_up() {
  local process
  for process in ${processes[@]+"${processes[@]}"}; do
    kill "$process" 2>/dev/null && wait "$process" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap clean_up EXIT
mkdir "$work/events"

browse() {
  local data
  data=$(mktemp -d "$work/chromium-XXXXXX")
  chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$data" "$@" 2>/dev/null
}

# picture NAME URL
picture() {
  browse --screenshot="$folder/$1.png" --window-size=960,640 "$2" >/dev/null
  echo "$folder/$1.png"
}

# Waits until the page of the address $1 matches $2, and says the page; process $3 serves it and writes to the files after that.
await() {
  local page try
  for try in $(seq 120); do
    kill -0 "$3" 2>/dev/null || kindling_die "$1 is not there: $(tail -n 3 "${@:4}")"
    page=$(browse --dump-dom "$1" || true)
    if [[ $page =~ $2 ]]; then
      printf '%s' "$page"
      return 0
    fi
    sleep 1
  done
  kindling_die "$1 does not show $2"
}

first_run() {
  sed -n 's|.*href="\(run/?id=[^"]*\)".*|\1|p' | head -n 1
}

"$KINDLING_ROOT/examples/train-cifar10.sh" --conf spark.ui.enabled=true --conf spark.ui.port=41840 \
  --conf spark.eventLog.enabled=true --conf spark.eventLog.dir="$work/events" \
  --epochs 8 --report "$work/report.html" "$@" >"$work/out" 2>"$work/err" &
job=$!
processes+=("$job")
tab=http://127.0.0.1:41840/training/
run=$(await "$tab" 'href="run/\?id=' "$job" "$work/err" | first_run)
await "$tab$run" '>[5-8] / 8<' "$job" "$work/err" >/dev/null
picture training-tab "$tab$run"
wait "$job" || kindling_die "the training failed: $(cat "$work/err")"
picture report "file://$work/report.html"

SPARK_LOCAL_IP=127.0.0.1 "$JAVA" -cp "$KINDLING_SPARK_HOME/jars/*:$KINDLING_JAR" \
  -Dlog4j2.configurationFile="$KINDLING_ROOT/conf/log4j2.properties" \
  -Dspark.history.fs.logDirectory="file://$work/events" -Dspark.history.ui.port=41841 \
  -Dspark.history.fs.update.interval=1s \
  org.apache.spark.deploy.history.HistoryServer >"$work/history" 2>&1 &
server=$!
processes+=("$server")
application=$(basename "$(find "$work/events" -mindepth 1 -maxdepth 1 | head -n 1)" | sed 's/^eventlog_v2_//')
server_pages=http://127.0.0.1:41841
# An application asked for before it is listed has no name there.
await "$server_pages/api/v1/applications" "$application" "$server" "$work/history" >/dev/null
history=$server_pages/history/$application/training/
run=$(await "$history" 'href="run/\?id=' "$server" "$work/history" | first_run)
picture history-server "$history$run"
