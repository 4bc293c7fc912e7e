# Sourced by the scripts that run browser tests.

install_browser() {
    [ -z "${CHROMIUM:-}" ] && ! command -v chromium && ! ls ~/.cache/ms-playwright/chromium* || return 0
    [ "$(id -u)" = 0 ] || {
        echo 'The browser tests need Chromium: run sudo apt install chromium.'
        return 1
    }
    apt_install chromium
}
