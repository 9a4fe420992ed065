#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# The command line: each exit code and each message that a person needs, one by one.
# usage: cli_test.sh PROCPORT SELFTEST_HOST
set -u

procport=$1
host=$2
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
mkdir "$room/requirements" "$room/tmp"
# Folders of the runner must be gone at the end, so they get a place of their own.
export TMPDIR=$room/tmp
unset NO_COLOR SELFTEST_MODE
failures=0

fail() {
  echo "FAILED: $*"
  sed 's/^/    | /' "$room/log" | tail -25
  failures=$((failures + 1))
}

# wants CODE TEXT ARGUMENTS...: procport ends with CODE and says TEXT (an extended regular expression).
wants() {
  local code=$1 text=$2
  shift 2
  "$procport" "$@" >"$room/log" 2>&1 </dev/null
  local got=$?
  [ "$got" -eq "$code" ] || fail "exit $got instead of $code: procport $*"
  grep -Eq -- "$text" "$room/log" || fail "no '$text': procport $*"
}

run=(run --host "$host" --requirements "$room/requirements" -o "$room/out")

# 2: usage
wants 2 "there is no verb 'rnu'; did you mean 'run'" rnu
wants 2 "there is no verb 'xyzzy'" xyzzy
wants 2 "there is no verb 'coverege'; did you mean 'coverage'" req coverege
wants 2 "subcommand is required" req
wants 2 "there is no program 'no-such-launcher'" "${run[@]}" --launcher "no-such-launcher --fast"
wants 2 "a quote in 'env .A' is never closed" "${run[@]}" --launcher "env 'A"
wants 2 "subcommand is required" 
wants 2 "--no-such-flag" "${run[@]}" --no-such-flag
wants 2 "run --help says more" "${run[@]}" --repeat 0
wants 2 "level" "${run[@]}" --level vital
wants 2 "required" show
# 0: help that teaches
for verb in run list show doctor req expect report diff; do wants 0 "procport $verb" "$verb" --help; done
wants 0 "Exit codes: 0 gate met" --help
wants 0 "^[0-9]+\.[0-9]+" --version

# 9: hosts and files
wants 9 "there is no host /no/such/host" run --host /no/such/host --requirements "$room/requirements" -o "$room/out"
echo "not a program" >"$room/plain"
wants 9 "is not a program that can be started" run --host "$room/plain" --requirements "$room/requirements" -o "$room/out"
chmod +x "$room/plain"
wants 9 "exec: Exec format error" run --host "$room/plain" --requirements "$room/requirements" -o "$room/out"
wants 9 "no such folder of requirements" run --host "$host" --requirements "$room/none" -o "$room/out"
SELFTEST_MODE=garbage wants 9 "line 1: not JSON" "${run[@]}"
wants 9 "line 1: not JSON" "${run[@]}" --launcher "env SELFTEST_MODE=garbage"
SELFTEST_MODE=exits-one wants 9 "libfoo.so: cannot open" "${run[@]}"
echo 'area = "a"' >"$room/requirements/a.toml"
printf '[[requirement]]\nid="A"\ntext="t"\nlevel="core"\nsource="s"\n' >>"$room/requirements/a.toml"
SELFTEST_MODE=unknown-requirement wants 9 "a.cpp:7: case a names the requirement NO-SUCH-REQUIREMENT" "${run[@]}"
wants 0 "^A  \(core\)" list --requirements --requirements-dir "$room/requirements"
wants 0 "level: +core" show A --host "$host" --requirements "$room/requirements"
mkdir "$room/sources"
printf 'source="s"\n[[item]]\nid="I1"\ntext="t"\nrequirements=["A"]\n[[item]]\nid="I2"\ntext="t"\nreason="Python only"\n' >"$room/sources/x.toml"
cover=(req coverage --host "$host" --requirements "$room/requirements" --sources "$room/sources")
wants 1 "x \(s\): 2 items, 1 stated by requirements, 0 told by the doctor, 1 left out" "${cover[@]}"
wants 1 "Python only" "${cover[@]}" --reasons
wants 9 "no such folder of sources .--sources names another" req coverage --host "$host" --requirements "$room/requirements" --sources "$room/none"
printf '[[item]]\nid="I2"\ntext="t"\nreason="r"\n' >>"$room/sources/x.toml"
wants 9 "x.toml: I2 is there twice" "${cover[@]}"
printf 'source="s"\n[[item]]\nid="I1"\ntext="t"\nrequirements=["B"]\n' >"$room/sources/x.toml"
wants 9 "x.toml: I1: B is in no file of requirements" "${cover[@]}"
printf 'source="s"\n[[item]]\nid="I1"\ntext="t"\n' >"$room/sources/x.toml"
wants 9 "I1: it has neither requirements nor a fact nor a reason" "${cover[@]}"
printf 'source="s"\n' >"$room/sources/x.toml"
wants 1 "A has none, and nobody says why" "${cover[@]}"
echo 'untested = "for want of a clock"' >>"$room/requirements/a.toml"
wants 0 "A has none: for want of a clock" "${cover[@]}"
wants 0 '"covered":0' "${cover[@]}" --format json
wants 0 "^\| a \| 1 \| 0 \|" "${cover[@]}" --format md
printf '[[defect]]\nid="d"\nfamily="f"\ntext="t"\nbreaks=["A"]\n' >"$room/defects.toml"
power=(req power --host "$host" --requirements "$room/requirements" --defects "$room/defects.toml" -o "$room/power")
wants 9 "there is no $room/none.so: systems can be broken on Linux" "${power[@]}" --interposer "$room/none.so"
wants 3 "no defect matches 'e'; near: d" "${power[@]}" --interposer "$room/none.so" --defect e
expectation() { printf '[[expectation]]\ntarget="%s"\n%s\nverdict="fail"\nreason="r"\nevidence="e"\nreview_by="%s"\n' "$@"; }
expectation '*' 'case="pass.plain"' 2999-01-01 >"$room/expect.toml"
check=(expect check "$room/expect.toml" --host "$host" --requirements "$room/requirements")
wants 0 "^unseen  expect.toml:1  \*  pass.plain \[\*\] fail" "${check[@]}"
wants 0 "1 expectation, 0 to be looked at" "${check[@]}"
expectation '*' 'case="pass.plian"' 2001-01-01 >"$room/expect.toml"
wants 1 "was it renamed to pass.plain" "${check[@]}"
wants 1 "It was to be looked at by 2001-01-01" "${check[@]}"
wants 9 "cannot read $room/none" "${check[@]}" --results "$room/none"
rm "$room/requirements/a.toml" "$room/defects.toml" "$room/expect.toml"
: >"$room/file"
wants 9 "cannot make $room/file/out" run --host "$host" --requirements "$room/requirements" -o "$room/file/out"
mkdir "$room/full"
ln -s /dev/full "$room/full/results.jsonl"
if [ -e /dev/full ]; then
  wants 9 "cannot write $room/full/results.jsonl: No space left on device" \
    run --host "$host" --requirements "$room/requirements" -o "$room/full" --id pass.plain
  [ -e "$room/full/result.json" ] && fail "a result document in spite of a full disk"
fi

# 3: nothing selected
wants 3 "--id pass.plian matches none of [0-9]+; near: pass.plain" "${run[@]}" --id pass.plian
wants 3 "--variant nothing" "${run[@]}" --variant nothing
wants 3 "no case and no requirement is named 'pass.plian'; near: pass.plain" \
  show pass.plian --host "$host" --requirements "$room/requirements"

# 0: gate met; the files are there
wants 0 "does what the model asks in the selected cases, level core: 1 result of 1 case \(1 pass\)" "${run[@]}" --id pass.plain
[ -s "$room/out/result.json" ] && [ -s "$room/out/results.jsonl" ] || fail "no result files"
grep -q $'\033' "$room/log" && fail "colour in a log"
wants 0 "plain: pass" show pass.plain --host "$host" --requirements "$room/requirements" -o "$room/out"
wants 0 "3 results of 1 case \(3 pass\)" "${run[@]}" --id pass.plain --repeat 3 --jobs 3
grep -q '"stability":"stable"' "$room/out/result.json" || fail "no stability"
wants 0 "^pass.plain" list --host "$host" --requirements-dir "$room/requirements" --id 'pass.*'
wants 0 '"id":"pass.plain"' list --host "$host" --requirements-dir "$room/requirements" --format json
wants 0 "containment +(strong|weak)" doctor --host "$host" --requirements "$room/requirements"
wants 0 '"containment":' doctor --json --host "$host" --requirements "$room/requirements"

# 1: unexpected results, and residue alone
wants 1 "fail: 1 result in 1 case \(fail.plain\)" "${run[@]}" --id fail.plain
wants 1 "left something behind: leak.file" "${run[@]}" --id leak.file
wants 1 "nothing shows that the model holds here" "${run[@]}" --id say.unsupported

# 4: not trusted
wants 4 "canaries were left out" "${run[@]}" --id pass.plain --no-canaries
mkdir "$room/alone"
cp "$procport" "$room/alone/procport"
cp "$host" "$room/alone/conformance-host"
"$room/alone/procport" run --requirements "$room/requirements" -o "$room/out" --id pass.plain >"$room/log" 2>&1
[ $? -eq 4 ] || fail "a run without the canaries' host is trusted"
grep -q "Canary pass: wanted" "$room/log" || fail "the wrong canary is not named"

# 130 and 143: stopped; what was done is kept, and nothing stays
for signal in INT TERM; do
  "$procport" "${run[@]}" --id pass.plain --id leak.daemon --id hang.sleep --timeout-scale 1000 --jobs 3 --no-canaries >"$room/log" 2>&1 &
  pid=$!
  # The start of the case that never ends is on record before its body runs.
  until grep -qs '"t":"case.start".*"id":"hang.sleep"' "$room/out/results.jsonl" && grep -qs '"t":"verdict".*"id":"pass.plain"' "$room/out/results.jsonl"; do
    kill -0 $pid 2>/dev/null || break
    sleep 0.05
  done
  kill -$signal $pid
  wait $pid
  got=$?
  case $signal in INT) code=130 ;; *) code=143 ;; esac
  [ "$got" -eq "$code" ] || fail "exit $got after SIG$signal"
  grep -q '"interrupted":true' "$room/out/result.json" || fail "SIG$signal: not marked interrupted"
  grep -q '"complete":false' "$room/out/result.json" || fail "SIG$signal: not marked incomplete"
  grep -q '"t":"run.close"' "$room/out/results.jsonl" || fail "SIG$signal: no close"
  rm -rf "$room/out"
done

# Nothing is left by any of this.
left=$(ls "$room/tmp")
[ -z "$left" ] || fail "left in the folder for temporary files: $left"

[ "$failures" -eq 0 ] && echo "all well"
exit $((failures > 0))
