# Sourced by the scripts that run browser tests.

install_browser() {
    [ -z "${CHROMIUM:-}" ] || return 0
    command -v chromium-headless-shell || command -v chromium || ls ~/.cache/ms-playwright/chromium* && return
    [ "$(id -u)" = 0 ] || {
        echo 'The browser tests need Chromium: run sudo apt install chromium.'
        return 1
    }
    apt_install chromium-headless-shell || apt_install chromium
}

# The wheel that the environment of the tests has been made from, unless somebody has built since.
build_wheel() {
    ! compgen -G 'purdue_dask_lab/labextension/static/*.map' >/dev/null || rm -rf purdue_dask_lab/labextension
    step 'Building the wheel' uv build -q --wheel --out-dir "$1" .
}
