#!/usr/bin/env bash
# Installs what the tests need, builds with warnings as errors, runs every test, and ends with "N passed, N failed, N skipped".
# usage: ./test.sh [--fresh]     --fresh: NuGet and npm caches of its own, so that a warm machine hides no gap
set -uo pipefail
cd "$(dirname "$0")" || exit 1

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
case "${1:-}" in
  "") ;;
  --fresh)
    export NUGET_PACKAGES="$scratch/nuget" npm_config_cache="$scratch/npm"
    rm -rf .deps
    ;;
  *) echo "usage: ./test.sh [--fresh]" >&2; exit 2 ;;
esac
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

passed=0 failed=0 skipped=0 times=""

begin() { stage=$1 started=$SECONDS; echo "== $stage"; }

end() {
  local seconds=$((SECONDS - started))
  echo "   $stage: $seconds s"
  times+="$(printf '%7d s  %s' "$seconds" "$stage")"$'\n'
}

finish() {
  printf '\n%s%7d s  altogether\n' "$times" "$SECONDS"
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
  exit
}

give_up() { echo "$*" >&2; failed=$((failed + 1)); finish; }

retry() { # runs a command up to three times: networks hiccup
  local attempt
  for attempt in 1 2 3; do
    "$@" && return 0
    echo "attempt $attempt of 3 failed: $*" >&2
    [ $attempt = 3 ] || sleep $((attempt * 5))
  done
  return 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

install_debian_packages() {
  local missing=() package
  command -v apt-get >/dev/null || { echo "no apt-get: tests that need $* are skipped where these are missing"; return; }
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  as_root true 2>/dev/null || { echo "not root: tests that need ${missing[*]} are skipped"; return; }
  retry as_root apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive retry as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$scratch/apt" 2>&1 \
    || { tail -n 5 "$scratch/apt"; echo "could not install ${missing[*]}: the tests that need them are skipped"; }
}

install_onnxruntime() {
  [ -n "${FRUGAL_ONNXRUNTIME:-}" ] && return
  [ -d .deps/node_modules/onnxruntime-node/bin ] && return
  command -v npm >/dev/null || { echo "no npm: tests that need ONNX Runtime are skipped"; return; }
  mkdir -p .deps
  retry npm install --prefix .deps --ignore-scripts --no-audit --no-fund --loglevel=error onnxruntime-node@1.30.0 >"$scratch/npm.log" 2>&1 \
    || { tail -n 5 "$scratch/npm.log"; echo "could not install ONNX Runtime: the tests that need it are skipped"; }
}

# A test run that crashes, hangs or runs nothing at all counts as a failure of its own.
run_tests() { # stage, project, arguments...
  local project=$2 output="$scratch/output" code total run_failed
  begin "$1"
  shift 2
  timeout --kill-after=20 1500 "tests/$project/bin/Release/net10.0/Frugal.Tests.$project" --no-progress --no-ansi "$@" >"$output" 2>&1
  code=$?
  count() { local n; n=$(sed -nE "s/^ *$1: ([0-9]+).*/\1/p" "$output" | tail -n 1); echo "${n:-0}"; }
  total=$(count total) run_failed=$(count failed)
  passed=$((passed + $(count succeeded))) skipped=$((skipped + $(count skipped)))
  if [ "$total" = 0 ]; then
    echo "no test ran to its end (exit code $code)"
    run_failed=1
  elif [ $code != 0 ] && [ $code != 8 ] && [ "$run_failed" = 0 ]; then
    echo "the tests ended with exit code $code"
    run_failed=1
  fi
  failed=$((failed + run_failed))
  if [ "$run_failed" != 0 ]; then
    awk '/^(skipped|passed) /{hide=1; next} /^[^ \t]/{hide=0} !hide && NF' "$output" | head -n 500
  else
    echo "   $(count succeeded) passed, $(count skipped) skipped"
  fi
  awk '/^skipped /{getline; sub(/^ +/, ""); reasons[$0]++} END{for (r in reasons) printf "   skipped %d: %s\n", reasons[r], r}' "$output" | sort
  end
}

begin install
command -v dotnet >/dev/null || give_up "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download"
install_onnxruntime
install_debian_packages libturbojpeg0 chromium libonnx-testdata
end

begin build
retry dotnet restore Frugal.slnx -v q || give_up "The packages could not be restored."
dotnet build Frugal.slnx -c Release --no-restore -v q -warnaserror -p:FrugalStrict=true || give_up "The build failed."
end

run_tests "unit tests" Unit
for set in scalar vector128; do
  FRUGAL_ISA=$set run_tests "kernels in plans, FRUGAL_ISA=$set" Unit --filter-trait "Instructions=Forced"
done
DOTNET_EnableAVX2=0 run_tests "kernels, AVX2 and above switched off" Unit --filter-namespace "Frugal.Tests.Kernels*"
DOTNET_EnableHWIntrinsic=0 run_tests "kernels, all instruction sets switched off" Unit --filter-namespace "Frugal.Tests.Kernels*"
run_tests "ONNX's backend suites" Conformance
sed 's/^/   /' tests/Conformance/bin/Release/net10.0/conformance.txt 2>/dev/null
[ -d tests/EndToEnd ] && run_tests "end to end" EndToEnd
finish
