# Sourced by the other scripts: what the test facility (tests/facility) is made of.
# Without root there is none, and its tests are skipped.

facility_packages() {
    local program
    for program in slurmctld slurmd munged sudo setpriv /usr/bin/python3; do
        PATH=$PATH:/usr/sbin:/sbin command -v "$program" || {
            apt_install --no-install-recommends slurm-wlm munge sudo util-linux python3
            return
        }
    done
}

prepare_facility() {
    [ "$(id -u)" = 0 ] || return 0
    step 'Installing SLURM' facility_packages
    step 'Preparing the test facility' env PYTHONPATH=tests python -m facility --prepare
}
