# Runs one phase after another, and says how long each took and how busy the processors were. Sourced by .ci/run.
ci_phases=()
ci_failed=""
ci_started=$SECONDS

# Ticks of all processors since the machine started: at work, and altogether.
ci_ticks() {
  local user nice system idle iowait rest
  read -r _ user nice system idle iowait rest </proc/stat
  local busy=$((user + nice + system))
  for ticks in $rest; do busy=$((busy + ticks)); done
  echo "$busy $((busy + idle + iowait))"
}

phase() {
  local name=$1 started=$SECONDS before after
  before=($(ci_ticks))
  shift
  printf '\n=== %s: %s\n' "$name" "$*"
  ci_failed=$name
  "$@"
  ci_failed=""
  after=($(ci_ticks))
  local busy=$(((after[0] - before[0]) * 100 / (after[1] - before[1] + 1)))
  ci_phases+=("$(printf '%-16s %4d s, processors busy %3d %%' "$name" $((SECONDS - started)) "$busy")")
  printf '=== %s: passed in %d s\n' "$name" $((SECONDS - started))
}

phases_done() {
  trap - EXIT
  printf '\n'
  printf '%s\n' "${ci_phases[@]}"
  printf '%-16s %4d s\n%d phases passed, 0 failed\n' total $((SECONDS - ci_started)) "${#ci_phases[@]}"
}

ci_report_failure() {
  local status=$?
  if [[ -n $ci_failed ]]; then
    printf '\n=== %s: FAILED with exit code %d after %d s in all\n' "$ci_failed" "$status" $((SECONDS - ci_started))
    printf '%d phases passed, 1 failed\n' "${#ci_phases[@]}"
  fi
  exit "$status"
}
trap ci_report_failure EXIT
