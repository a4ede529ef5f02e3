#!/usr/bin/env bash
# Installs what the tests need, builds with warnings as errors, runs every test, and ends with "N passed, N failed, N skipped".
# usage: ./test.sh [--fresh]     --fresh: NuGet and npm caches of its own, so that a warm machine hides no gap
set -uo pipefail
cd "$(dirname "$0")" || exit 1

if [ "${1:-}" = "--fresh" ]; then
  fresh=$(mktemp -d)
  trap 'rm -rf "$fresh"' EXIT
  export NUGET_PACKAGES="$fresh/nuget" npm_config_cache="$fresh/npm"
  rm -rf .deps
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

retry() { # runs a command up to three times: networks hiccup
  local attempt
  for attempt in 1 2 3; do
    "$@" && return 0
    echo "attempt $attempt of 3 failed: $*" >&2
    sleep $((attempt * 5))
  done
  return 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

install_debian_packages() {
  command -v apt-get >/dev/null || { echo "no apt-get: tests that need ${*} are skipped where these are missing"; return 0; }
  local missing=() package
  for package in "$@"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return 0
  retry as_root apt-get update -qq >/dev/null || true
  DEBIAN_FRONTEND=noninteractive retry as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null \
    || echo "could not install ${missing[*]}: the tests that need them are skipped"
}

install_onnxruntime() {
  [ -n "${FRUGAL_ONNXRUNTIME:-}" ] && return 0
  [ -d .deps/node_modules/onnxruntime-node ] && return 0
  command -v npm >/dev/null || { echo "no npm: tests that need ONNX Runtime are skipped"; return 0; }
  mkdir -p .deps
  retry npm install --prefix .deps --ignore-scripts --no-audit --no-fund --silent onnxruntime-node@1.30.0 >/dev/null 2>&1 \
    || echo "could not install ONNX Runtime: the tests that need it are skipped"
}

echo "== install"
command -v dotnet >/dev/null || { echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download"; exit 1; }
install_onnxruntime
install_debian_packages libturbojpeg0 chromium

echo "== build"
retry dotnet restore Frugal.slnx -v q || exit 1
dotnet build Frugal.slnx -c Release --no-restore -v q -warnaserror -p:FrugalStrict=true || exit 1

passed=0 failed=0 skipped=0
run_tests() { # label, project, arguments...
  local label=$1 project=$2 output
  shift 2
  echo "== $label"
  output=$(mktemp)
  "tests/$project/bin/Release/net10.0/Frugal.Tests.$project" --no-progress --ignore-exit-code 8 "$@" >"$output" 2>&1
  local code=$?
  grep -vE '^\s*$' "$output" | tail -n "$([ $code = 0 ] && echo 8 || echo 400)"
  count() { sed -nE "s/^ *$1: ([0-9]+).*/\1/p" "$output" | tail -n 1; }
  passed=$((passed + $(count succeeded || echo 0)))
  failed=$((failed + $(count failed || echo 0)))
  skipped=$((skipped + $(count skipped || echo 0)))
  if [ $code != 0 ] && [ "$(count failed)" = 0 -o -z "$(count failed)" ]; then failed=$((failed + 1)); fi
  grep -E '^skipped ' "$output" | sort -u | head -n 20
  rm -f "$output"
}

run_tests "unit tests" Unit
for set in scalar vector128; do
  FRUGAL_ISA=$set run_tests "unit tests of kernels and runtime, FRUGAL_ISA=$set" Unit --filter-trait "Instructions=Forced"
done
[ -d tests/EndToEnd ] && run_tests "end to end" EndToEnd

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
