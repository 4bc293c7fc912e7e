/**
 * What of the entry's lines about shared packages says nothing that does not hold without it.
 *
 * Packages are JupyterLab's own, whatever their version: which ones of JupyterLab this
 * extension runs in is said once, in pyproject.toml, and tried by scripts/compatibility.
 */
const SAYS_NOTHING =
  /,import:null|,requiredVersion:"\*"|,strictVersion:!1|,eager:!1|,fallback:void 0|,treeShakingMode:null/g;

/**
 * Makes the entry smaller, which JupyterLab loads for everybody whenever it starts.
 *
 * Should the builder write these lines otherwise one day, they stay as they are.
 */
class ShorterEntry {
  apply(compiler) {
    const { Compilation, sources } = compiler.webpack;
    compiler.hooks.thisCompilation.tap('ShorterEntry', compilation => {
      compilation.hooks.processAssets.tap(
        {
          name: 'ShorterEntry',
          // After it was minimized, and before the hash in its name is taken.
          stage: Compilation.PROCESS_ASSETS_STAGE_OPTIMIZE_SIZE + 1
        },
        assets => {
          for (const name of Object.keys(assets)) {
            if (name.startsWith('remoteEntry')) {
              compilation.updateAsset(
                name,
                source =>
                  new sources.RawSource(
                    String(source.source()).replace(SAYS_NOTHING, '')
                  )
              );
            }
          }
        }
      );
    });
  }
}

module.exports = {
  output: {
    // The hash in its name changes with what is in a file, so that browsers may keep files
    // forever. Jupyter allows that for whatever is asked for with a `v`, no matter which.
    filename: '[name].[contenthash].js?v=1',
    // Enough to tell one release from another.
    hashDigestLength: 8,
    chunkLoadingGlobal: 'purdueDask'
  },
  plugins: [new ShorterEntry()]
};
