# Sourced by the other scripts: makes a Python environment with this project in it.
# Nothing but Python is needed: uv and Node come from PyPI.

cd "$(dirname "${BASH_SOURCE[0]}")/.."
ROOT=$PWD
LOG=$(mktemp "${TMPDIR:-/tmp}/purdue-dask-lab.XXXXXX.log")

# What went wrong is also written to the file that PROBLEM names, for who sums up at the end.
fail() {
    printf '%s\n' "$@" >&2
    [ -z "${PROBLEM:-}" ] || [ -s "$PROBLEM" ] || printf '%s\n' "$1" >"$PROBLEM"
    exit 1
}

# step TEXT COMMAND...: says what is being done, and for how long, while it lasts.
step() {
    local text=$1 begun=$SECONDS
    shift
    "$@" >>"$LOG" 2>&1 </dev/null &
    local job=$!
    while kill -0 "$job" 2>/dev/null; do
        [ -t 1 ] && printf '\r  %s ... %d s ' "$text" $((SECONDS - begun))
        sleep 0.2
    done
    [ -t 1 ] && printf '\r'
    if wait "$job"; then
        printf '  %s: done in %d s \n' "$text" $((SECONDS - begun))
    else
        tail -n 25 "$LOG" >&2
        fail "$text failed" "The whole log is in $LOG"
    fi
}

# apt_install OPTIONS PACKAGES...: as root, and beside what else uses apt on this machine.
# apt waits for dpkg's lock only; for its own, and for mirrors that fail, it is asked again.
apt_install() {
    local end=$((SECONDS + 300))
    local apt=(apt-get -qq -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3)
    export DEBIAN_FRONTEND=noninteractive
    until
        "${apt[@]}" update # may fail for mirrors that are not needed
        "${apt[@]}" install -y "$@"
    do
        [ $SECONDS -lt $end ] || return 1
        sleep 10
    done
}

# What the environment was made from; another sum means it has to be made again.
sources() {
    find src style schema purdue_dask_lab jupyter-config package.json yarn.lock .yarnrc.yml \
        tsconfig.json webpack.config.js pyproject.toml install.json \
        -name labextension -prune -o -name __pycache__ -prune -o \
        -path '*/locale/*.mo' -prune -o -path '*/locale/*.json' -prune -o -type f -print0 |
        sort -z | xargs -0 cat | cksum
}

# environment DIRECTORY REQUIREMENTS...: puts the project and its requirements there.
environment() {
    local directory=$1 python=${PYTHON:-python3} sum
    shift
    command -v "$python" >/dev/null || fail "Python 3.10 or newer is needed: install python3."
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
        fail "Python 3.10 or newer is needed, $python is $("$python" -V)."
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        fail "Python's venv is missing: run apt install python3-venv."
    sum="$(sources) $*"
    if [ "$(cat "$directory/made-from" 2>/dev/null)" != "$sum" ]; then
        printf 'Preparing %s; this takes a minute or two the first time.\n' "$directory"
        [ -x "$directory/bin/python" ] || step 'Making a Python environment' "$python" -m venv "$directory"
        [ -x "$directory/bin/uv" ] || step 'Fetching the installer' "$directory/bin/pip" install -q uv
        rm -rf purdue_dask_lab/labextension
        step 'Building the extension and installing it with JupyterLab and Dask' \
            "$directory/bin/uv" pip install --python "$directory/bin/python" \
            --compile-bytecode --reinstall-package purdue-dask-lab "$@"
        printf '%s' "$sum" >"$directory/made-from"
    fi
    export PATH="$ROOT/$directory/bin:$PATH"
}
