import { LabIcon } from '@jupyterlab/ui-components';

/**
 * The Dask logo: three folded sheets, one behind the other.
 */
export const daskIcon = new LabIcon({
  name: 'purdue-dask-lab:dask',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24"><g fill="currentColor" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round"><path color="#ffc11e" d="m2.6 10 6-3.6v8.1l-6 3.6z"/><path color="#fc6e6b" d="m8.6 8.5 6-3.6v11.6l-6 3.6z"/><path color="#ef1161" d="m14.6 10.1 6-3.6v9.2l-6 3.6z"/></g></svg>`
});
