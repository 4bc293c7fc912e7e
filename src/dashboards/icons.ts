import { LabIcon } from '@jupyterlab/ui-components';

/**
 * A pin, for tabs that keep their cluster.
 */
export const pinIcon = new LabIcon({
  name: 'purdue-dask-lab:pin',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24"><path class="jp-icon3" fill="#616161" d="M15 3v2h-1v6l3 3v2h-4v6h-2v-6H7v-2l3-3V5H9V3z"/></svg>`
});

/**
 * A star, for favorites.
 */
export const starIcon = new LabIcon({
  name: 'purdue-dask-lab:star',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24"><path stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" d="m12 3.6 2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8-4.2-4.1 5.8-.8z"/></svg>`
});
