import { LabIcon } from '@jupyterlab/ui-components';

/**
 * Dask's mark: three folded sheets, one behind the other.
 */
export const daskIcon = new LabIcon({
  name: 'purdue-dask-lab:dask',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24"><path fill="#ffc11e" d="M2.6 9.2 8.5 5.7q.9-.5.9.5v7.2q0 .8-.7 1.2l-5.9 3.5q-.9.5-.9-.5v-7.2q0-.8.7-1.2z"/>
<path fill="#fc6e6b" d="m8.6 7.6 5.9-3.5q.9-.5.9.5v11.8q0 .8-.7 1.2l-5.9 3.5q-.9.5-.9-.5V8.8q0-.8.7-1.2z"/>
<path fill="#ef1161" d="m14.6 9.3 5.9-3.5q.9-.5.9.5v9.4q0 .8-.7 1.2l-5.9 3.5q-.9.5-.9-.5v-9.4q0-.8.7-1.2z"/>
</svg>`
});
