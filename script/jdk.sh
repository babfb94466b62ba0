# Sourced by the other scripts: finds a JDK 25 or newer and exports JAVA_HOME, runs Maven quietly.
# shellcheck shell=bash

# Prints the major version of the JDK under $1, or nothing.
jdk_major() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Sets and exports JAVA_HOME; fails when no JDK 25 or newer is on this machine.
find_jdk() {
  local candidate major
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk*; do
    [ -n "$candidate" ] || continue
    major=$(jdk_major "$candidate")
    if [ -n "$major" ] && [ "$major" -ge 25 ]; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  return 1
}

# Runs Maven with the arguments given and those of $MAVEN_FLAGS; its output carries no colours.
maven() {
  local extra
  read -ra extra <<<"${MAVEN_FLAGS:-}"
  mvn -q -B -Dstyle.color=never "${extra[@]}" "$@" 2>&1 | sed -u 's/\x1b\[[0-9;]*m//g'
}
