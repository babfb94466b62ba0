# Sourced by the measurements: the root of the repository, a JDK, and what is on the class path.
# shellcheck shell=bash disable=SC2034
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=script/jdk.sh
. "$root/script/jdk.sh"
find_jdk || { echo "bench: no JDK 25; run script/bootstrap" >&2; exit 1; }
[ -d "$root/bench/target/dependency" ] || { echo "bench: not built; run mvn package" >&2; exit 1; }
class_path=$(printf '%s:' "$root"/bench/target/classes "$root"/bench/target/dependency/*.jar)
