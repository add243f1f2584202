#!/usr/bin/env bash
# Compares snnc with the frameworks that write NIR files: random networks, exported by
# each framework, run there and here. Makes .venv-nir-NAME for each, some GB in all,
# and nothing where they are up to date.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat >&2 <<EOF
usage: $0 [--only NAME] [--count N] [--seed N] [--snnc FILE] [--venv DIR] [--nir-data DIR] [--keep DIR]
  --only NAME     one of: ${frameworks[*]}
  --count N       networks of each kind (2); --seed N: of the first one (0)
  --venv DIR      an environment that has what is needed, in place of those made here
  --nir-data DIR  the files of the NIR paper: lif_*.nir, lif_*.csv, braille_*.nir
  --keep DIR      where the files of each network go
EOF
  exit 2
}

frameworks=(norse snntorch sinabs spikingjelly rockpool spyx brian)
only='' venv='' data='' snnc=build/bin/snnc options=()
while (($#)); do
  [[ $# -ge 2 ]] || usage
  case $1 in
  --only) only=$2 ;;
  --count | --seed | --keep) options+=("$1" "$2") ;;
  --snnc) snnc=$2 ;;
  --venv) venv=$2 ;;
  --nir-data) data=$2 ;;
  *) usage ;;
  esac
  shift 2
done
[[ -z $only || " ${frameworks[*]} " == *" $only "* ]] || usage
[[ -x $snnc ]] || { echo "$0: no compiler at $snnc: scripts/build.sh makes it" >&2; exit 1; }
here=test/Frameworks

# The stamp holds the requirements as they were installed.
install() { # NAME
  local folder=.venv-nir-$1 wanted
  wanted=$(cat $here/constraints.txt "$here/requirements-$1.txt")
  if [[ -f $folder/stamp && $(<"$folder/stamp") == "$wanted" ]]; then return; fi
  echo "installing: $here/requirements-$1.txt into $folder"
  /usr/bin/python3 -m venv --clear "$folder"
  if [[ $1 != torch && $1 != spyx && $1 != brian ]]; then # PyTorch is large, and all of them share it.
    install torch
    realpath .venv-nir-torch/lib/python3*/site-packages >"$(echo "$folder"/lib/python3*/site-packages)/torch.pth"
  fi
  "$folder/bin/python" -m pip install -q --disable-pip-version-check -c $here/constraints.txt \
    -r "$here/requirements-$1.txt"
  echo "$wanted" >"$folder/stamp"
}

passed=0 failed=0 compared=0 left_out=0
counts='compared ([0-9,]+) spikes \([0-9,]+ not 0\)( and ([0-9,]+) values)?.*; left out ([0-9,]+) '
# Runs a program, and adds up the two numbers of its last line and those of its counts.
run() { # NAME PROGRAM ARGUMENT...
  local python=$venv/bin/python output last
  if [[ -z $venv ]]; then
    install "$1"
    python=.venv-nir-$1/bin/python
  fi
  output=$("$python" "$here/$2" "${@:3}" --snnc "$snnc") || true
  last=${output##*$'\n'}
  if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    sed '$d' <<<"$output"
    passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
    if [[ ${output//,/} =~ $counts ]]; then
      compared=$((compared + BASH_REMATCH[1] + ${BASH_REMATCH[3]:-0}))
      left_out=$((left_out + BASH_REMATCH[4]))
    fi
  else
    echo "$output"
    echo "$2: did not end as it should"
    failed=$((failed + 1))
  fi
}

for framework in "${frameworks[@]}"; do
  [[ -z $only || $only == "$framework" ]] || continue
  if [[ $framework != brian ]]; then # It writes no NIR.
    run "$framework" "check_$framework.py" "${options[@]}"
    run "$framework" "edges_$framework.py" "${options[@]}"
  fi
  if [[ $framework != brian && $framework != rockpool ]]; then # Which reads no windows.
    run "$framework" windows.py "$framework" "${options[@]}"
  fi
  if [[ $framework == brian || $framework == norse ]]; then
    run "$framework" refractory.py "$framework" "${options[@]}"
  fi
done
if [[ -z $only || $only == norse ]]; then
  if [[ -n $data ]]; then
    run norse check_published.py --nir-data "$data"
  else
    echo "published files: skipped without --nir-data"
  fi
fi
echo "in all $compared comparisons; $left_out left out, near a threshold or after one that was"
echo "$passed passed, $failed failed"
((failed == 0))
