import js from '@eslint/js';
import jupyterPlugin from '@jupyter/eslint-plugin';
import playwright from 'eslint-plugin-playwright';
import prettierRecommended from 'eslint-plugin-prettier/recommended';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Who may not import what: data goes one way, and comes back the same way. */
const wall = (files, patterns) => ({
  files,
  ignores: ['**/__tests__/**'],
  rules: {
    '@typescript-eslint/no-restricted-imports': ['error', { patterns }]
  }
});

const restapi = {
  group: ['**/api/client'],
  allowTypeImports: true,
  message: 'Only managers ask the server: render a model instead.'
};
const plugins = {
  group: ['**/plugins/*'],
  message: 'Plugins are joined by tokens, not by imports.'
};
const widgets = {
  group: ['react', '@lumino/widgets', '@jupyterlab/ui-components'],
  allowTypeImports: true,
  message: 'This is no place for what is seen.'
};

export default defineConfig([
  {
    ignores: [
      '**/node_modules',
      'lib',
      'coverage',
      'purdue_dask_lab/labextension',
      '**/*.js',
      '**/*.mjs',
      '**/.venv*'
    ]
  },
  js.configs.recommended,
  tseslint.configs.recommended,
  { plugins: { jupyter: jupyterPlugin } },
  jupyterPlugin.configs.recommended,
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    languageOptions: {
      globals: { ...globals.browser, ...globals.es2021 },
      parserOptions: { project: 'tsconfig.test.json', sourceType: 'module' }
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/naming-convention': [
        'error',
        {
          selector: 'interface',
          filter: { regex: '^[A-Z]', match: true },
          format: ['PascalCase'],
          custom: { regex: '^I[A-Z]', match: true }
        }
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-namespace': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      curly: ['error', 'all'],
      eqeqeq: 'error',
      'no-console': 'error',
      'prefer-arrow-callback': 'error'
    }
  },
  {
    // Generated from the server's models, whose names it keeps.
    files: ['src/api/models.ts'],
    rules: { '@typescript-eslint/naming-convention': 'off' }
  },
  {
    // What tests make up is read by nobody but them, and gone with them.
    files: ['src/**/__tests__/**', 'ui-tests/**/*.ts'],
    rules: {
      'jupyter/no-untranslated-string': 'off',
      'jupyter/require-disposable-ownership': 'off'
    }
  },
  wall(
    ['src/ui/**'],
    [
      restapi,
      plugins,
      {
        group: ['@jupyterlab/services'],
        message: 'Small shared pieces are pure.'
      }
    ]
  ),
  wall(['src/**/*.tsx'], [restapi, plugins]),
  wall(['src/api/**'], [widgets, plugins]),
  wall(['src/tokens/**'], [widgets, restapi, plugins]),
  wall(['src/plugins/**'], [plugins]),
  {
    ...playwright.configs['flat/recommended'],
    files: ['ui-tests/**/*.ts'],
    rules: {
      ...playwright.configs['flat/recommended'].rules,
      '@typescript-eslint/no-explicit-any': 'error',
      'playwright/expect-expect': 'error',
      'playwright/no-skipped-test': 'error'
    }
  },
  prettierRecommended
]);
