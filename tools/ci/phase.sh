# Runs one phase after another, and says how long each took. Sourced by .ci/run.
ci_phases=()
ci_failed=""
ci_started=$SECONDS

phase() {
  local name=$1 started=$SECONDS
  shift
  printf '\n=== %s: %s\n' "$name" "$*"
  ci_failed=$name
  "$@"
  ci_failed=""
  ci_phases+=("$(printf '%-16s %4d s' "$name" $((SECONDS - started)))")
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
