#!/usr/bin/env bash
# Runs a command with Apache Kafka at hand, for tests that start and kill a broker of their own:
#   tools/ci/with-kafka.sh npm test -- apps/server/src/rooms/streams
# The command finds the folder of jars in RAPPORT_TEST_KAFKA. They come from Maven Central, once, into the cache of
# node_modules. Without Java or Maven the command runs all the same, and the tests say what they leave out.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=4.1.1
folder=$PWD/node_modules/.cache/rapport/kafka-$version

fetch() {
  local pom
  pom=$(mktemp -d /tmp/rapport-kafka-XXXXXX)
  cat >"$pom/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>rapport</groupId><artifactId>kafka</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$version</version>
  </dependency></dependencies>
</project>
POM
  local status=0
  mvn -q -B -f "$pom/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
    -DoutputDirectory="$folder.part" || status=$?
  rm -rf "$pom"
  ((status == 0)) && rm -rf "$folder" && mv "$folder.part" "$folder"
  return "$status"
}

if ! command -v java >/dev/null; then
  echo "with-kafka: no java, so tests against Kafka are left out" >&2
elif [[ ! -d $folder ]] && ! { command -v mvn >/dev/null && fetch; }; then
  echo "with-kafka: Kafka could not be fetched by mvn, so tests against it are left out" >&2
else
  export RAPPORT_TEST_KAFKA=$folder
fi
exec "$@"
