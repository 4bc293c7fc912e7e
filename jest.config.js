const jestJupyterLab = require('@jupyterlab/testutils/lib/jest-config');

const untranspiled = [
  '@codemirror',
  '@jupyter/',
  '@jupyterlab/',
  '@microsoft/',
  'exenv-es6',
  'lib0',
  'nanoid',
  'vscode-ws-jsonrpc',
  'y-protocols',
  'y-websocket',
  'yjs'
].join('|');

module.exports = {
  ...jestJupyterLab(__dirname),
  automock: false,
  // Jest itself leaves one core to whoever watches it.
  maxWorkers: '100%',
  // Measured by scripts/coverage; what no test loads counts as well.
  collectCoverageFrom: ['src/**/*.{ts,tsx}', '!src/**/__tests__/**'],
  coverageReporters: ['text-summary', 'lcov'],
  coverageThreshold: { global: { statements: 74, branches: 71, lines: 75 } },
  modulePathIgnorePatterns: ['<rootDir>/purdue_dask_lab/labextension'],
  testRegex: 'src/(.*/)?__tests__/.*\\.spec\\.tsx?$',
  transformIgnorePatterns: [`/node_modules/(?!${untranspiled}).+`]
};
