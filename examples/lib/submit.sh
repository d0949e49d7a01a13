# Shared by the scripts of this folder: builds what is not built, then hands a job to Spark's own SparkSubmit.
#
#   source lib/submit.sh
#   kindling_submit io.kindling.examples.SomeJob "$@"
#
# Of the arguments, Spark's (--master, --conf, --driver-memory, ...) may stand anywhere and go to SparkSubmit; all
# others go to the job. The environment may set
#   SPARK_HOME           a Spark distribution to submit with; without it, the Spark the build has fetched
#   SPARK_CONF_DIR       a configuration folder; without it, and without SPARK_HOME, conf/ of this project
#   SPARK_DRIVER_MEMORY  the driver's heap, 4g if unset
#   JAVA_HOME            a JDK 17 or newer
# Needs no more than bash 3.2.

KINDLING_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
KINDLING_JAR=$KINDLING_ROOT/examples/target/kindling-examples.jar
KINDLING_SPARK_HOME=$KINDLING_ROOT/spark-connector/target/spark-home

kindling_die() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# Sets JAVA to a java of version 17 or newer, and java_major to its version.
kindling_find_java() {
  JAVA=java
  [ -z "${JAVA_HOME:-}" ] || JAVA=$JAVA_HOME/bin/java
  command -v "$JAVA" >/dev/null 2>&1 \
    || kindling_die "no Java found at '$JAVA': install a JDK 17 or newer, or set JAVA_HOME to one"
  java_major=$("$JAVA" -XshowSettings:properties -version 2>&1 \
    | sed -n 's/^ *java\.specification\.version = \([0-9]*\).*/\1/p')
  [ "${java_major:-0}" -ge 17 ] \
    || kindling_die "'$JAVA' is Java ${java_major:-unknown}: Kindling needs 17 or newer, set JAVA_HOME to one"
}

kindling_is_built() {
  [ -f "$KINDLING_JAR" ] && [ -f "$KINDLING_SPARK_HOME/RELEASE" ] || return 1
  local module sources
  sources=("$KINDLING_ROOT/pom.xml")
  for module in core spark-connector examples; do
    sources+=("$KINDLING_ROOT/$module/pom.xml" "$KINDLING_ROOT/$module/src/main")
  done
  [ -z "$(find "${sources[@]}" -newer "$KINDLING_JAR" | head -n 1)" ]
}

kindling_build() {
  ! kindling_is_built || return 0
  command -v mvn >/dev/null 2>&1 || kindling_die "Maven (mvn) is needed to build Kindling and was not found"
  echo "Building Kindling (the first time Maven fetches Spark, which takes minutes)..." >&2
  (cd "$KINDLING_ROOT" && mvn -B -q -Dmaven.test.skip=true package) >&2 \
    || kindling_die "the build failed, see above"
  touch "$KINDLING_JAR"
}

# Takes one of Spark's options; what SparkSubmit answers with a stack trace or a page of help is refused here.
kindling_submit_arg() {
  case $1 in
    --master)
      case $2 in
        local | local\[* | local-cluster\[* | spark://* | yarn | k8s://*) master=$2 ;;
        *) kindling_die "--master '$2' is none of local[N], local-cluster[N,CORES,MB], spark://HOST:PORT, yarn, k8s://URL" ;;
      esac
      ;;
    --conf)
      case $2 in
        ?*=*) ;;
        *) kindling_die "--conf '$2' is not of the form NAME=VALUE" ;;
      esac
      ;;
  esac
  submit_args+=("$1" "$2")
}

# Splits the arguments into submit_args and job_args, and finds out master.
kindling_split_args() {
  master=
  submit_args=()
  job_args=()
  while [ $# -gt 0 ]; do
    case $1 in
      --master | --deploy-mode | --conf | --properties-file | --name | --jars | --packages | --repositories | \
        --exclude-packages | --files | --archives | --queue | --principal | --keytab | --proxy-user | \
        --driver-memory | --driver-cores | --driver-java-options | --driver-class-path | --driver-library-path | \
        --executor-memory | --executor-cores | --num-executors | --total-executor-cores)
        [ $# -ge 2 ] || kindling_die "$1 needs a value"
        kindling_submit_arg "$1" "$2"
        shift 2
        ;;
      --master=* | --deploy-mode=* | --conf=* | --properties-file=* | --driver-memory=* | --executor-memory=* | \
        --executor-cores=* | --num-executors=*)
        kindling_submit_arg "${1%%=*}" "${1#*=}"
        shift
        ;;
      --supervise | --verbose)
        submit_args+=("$1")
        shift
        ;;
      *)
        job_args+=("$1")
        shift
        ;;
    esac
  done
}

# Submits with the Spark distribution in SPARK_HOME, under its own configuration.
kindling_submit_with_distribution() {
  local log4j="file://${KINDLING_ROOT// /%20}/conf/log4j2.properties"
  SPARK_SUBMIT_OPTS="--add-modules=jdk.incubator.vector -Dlog4j2.configurationFile=$log4j ${SPARK_SUBMIT_OPTS:-}"
  export SPARK_SUBMIT_OPTS
  exec "$SPARK_HOME/bin/spark-submit" "$@"
}

# Submits with the jars the build has fetched: Spark's launcher says the command, as in its own bin/spark-class.
kindling_submit_embedded() {
  export SPARK_HOME=$KINDLING_SPARK_HOME SPARK_SCALA_VERSION=2.13
  export SPARK_CONF_DIR=${SPARK_CONF_DIR:-$KINDLING_ROOT/conf}
  case $master in
    local*) export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1} ;;
  esac
  # Spark's memory access warns on newer Javas, every time, and there is nothing to do about it.
  [ "$java_major" -lt 23 ] \
    || export SPARK_SUBMIT_OPTS="--sun-misc-unsafe-memory-access=allow ${SPARK_SUBMIT_OPTS:-}"
  local said word
  local -a command
  command=()
  # Whatever the launcher has to say comes first, then a NUL and a line feed, then the command, each word ended by a NUL.
  {
    IFS= read -r -d '' said || true
    while IFS= read -r -d '' word; do
      [ ${#command[@]} -gt 0 ] || word=${word#$'\n'}
      command+=("$word")
    done
  } < <("$JAVA" -Xmx128m -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@")
  [ -z "$said" ] || echo "$said" >&2
  [ ${#command[@]} -gt 0 ] || exit 1
  exec "${command[@]}"
}

# kindling_submit CLASS [ARGUMENT...]
kindling_submit() {
  local class=$1 master java_major
  local -a submit_args job_args
  shift
  kindling_split_args "$@"
  kindling_find_java
  kindling_build

  export SPARK_DRIVER_MEMORY=${SPARK_DRIVER_MEMORY:-4g}
  local submit=kindling_submit_embedded
  if [ -n "${SPARK_HOME:-}" ]; then
    if [ -x "$SPARK_HOME/bin/spark-submit" ]; then
      submit=kindling_submit_with_distribution
    else
      echo "$(basename "$0"): SPARK_HOME=$SPARK_HOME has no bin/spark-submit, using the Spark of the build" >&2
    fi
  fi
  case $submit:$master in
    kindling_submit_embedded:yarn | kindling_submit_embedded:k8s://*)
      kindling_die "--master $master needs a Spark distribution: set SPARK_HOME to one"
      ;;
  esac
  # A distribution may name its cluster in its own configuration.
  if [ -z "$master" ] && [ "$submit" = kindling_submit_embedded ]; then
    master='local[*]'
    submit_args+=(--master "$master")
  fi
  "$submit" ${submit_args[@]+"${submit_args[@]}"} --class "$class" "$KINDLING_JAR" ${job_args[@]+"${job_args[@]}"}
}
