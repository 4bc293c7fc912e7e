// Writes the texts of the browser's half into a file, for `scripts/catalog.py`: `jlpm catalog`.
import { GettextExtractor, JsExtractors } from 'gettext-extractor';

const CATALOG = process.argv[2] ?? 'purdue_dask_lab.pot';

// All the ways by which the sources reach the translator's bundle.
const named = method =>
  ['trans', 'this._trans', 'this._options.trans', 'options.trans'].map(
    bundle => `${bundle}.${method}`
  );

const extractor = new GettextExtractor();
extractor
  .createJsParser([
    JsExtractors.callExpression(named('__'), { arguments: { text: 0 } }),
    JsExtractors.callExpression(named('_p'), {
      arguments: { context: 0, text: 1 }
    }),
    JsExtractors.callExpression(named('_n'), {
      arguments: { text: 0, textPlural: 1 }
    })
  ])
  .parseFilesGlob('src/**/!(*.spec).@(ts|tsx)');
extractor.savePotFile(CATALOG, {
  'Project-Id-Version': 'purdue-dask-lab',
  'Content-Type': 'text/plain; charset=UTF-8'
});
