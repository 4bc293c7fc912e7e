import type { JupyterFrontEnd } from '@jupyterlab/application';
import { IStateDB } from '@jupyterlab/statedb';
import type { SidePanel } from '@jupyterlab/ui-components';
import type { AccordionPanel, Widget } from '@lumino/widgets';

import type { IClusterManager } from '../tokens';

/**
 * Where the state database remembers that the user divides the panel.
 */
const STATE_KEY = 'purdue-dask-lab:divided';

/**
 * The height in pixels that dashboards keep beside many clusters: favorites and full pages.
 */
const LEAST_DASHBOARDS = 190;

/**
 * The height in pixels that clusters keep beside many dashboards.
 */
const LEAST_CLUSTERS = 240;

/**
 * Divide the panel by what its sections need, until the user has moved the divider.
 *
 * #### Notes
 * JupyterLab restores sizes, but not whether somebody has chosen them. Until the clusters are
 * known, what it restores is kept: nothing moves under who clicks at once.
 */
export async function divideSections(
  panel: SidePanel,
  app: JupyterFrontEnd,
  manager: Pick<IClusterManager, 'isLoaded' | 'problem'>
): Promise<void> {
  const state = await app.resolveOptionalService(IStateDB);
  const accordion = panel.content as AccordionPanel;
  let isChosen = (await state?.fetch(STATE_KEY).catch(() => false)) === true;
  if (isChosen || panel.isDisposed) {
    return;
  }
  const isKnown = (): boolean => manager.isLoaded || manager.problem !== null;
  const divide = (): void => {
    const [top, bottom] = accordion.widgets;
    if (isChosen || !isKnown() || !bottom || top.isHidden || bottom.isHidden) {
      return;
    }
    const height = top.node.offsetHeight + bottom.node.offsetHeight;
    if (height > 0) {
      const share = shareOfDashboards(height, needOf(top), needOf(bottom));
      accordion.setRelativeSizes([share, height - share]);
    }
  };
  let shape = '';
  const changes = new MutationObserver(() => {
    // Neither a card that has room to grow nor a filter that is typed moves the rest.
    const isFiltering = document.activeElement?.matches('.jp-DaskFilter');
    const current = shapeOf(accordion);
    if (isKnown() && !isFiltering && current !== shape) {
      shape = current;
      divide();
    }
  });
  changes.observe(accordion.node, {
    childList: true,
    subtree: true,
    attributeFilter: ['open']
  });
  const sizes = new ResizeObserver(divide);
  sizes.observe(accordion.node);
  accordion.expansionToggled.connect(divide);
  accordion.handleMoved.connect(() => {
    isChosen = true;
    // What cannot be remembered is chosen again.
    state?.save(STATE_KEY, true).catch(() => undefined);
  });
  panel.disposed.connect(() => {
    changes.disconnect();
    sizes.disconnect();
  });
}

/**
 * Describe what decides about the division: which plots there are, how many clusters, and how much of these is cut off.
 */
function shapeOf(accordion: AccordionPanel): string {
  const counts = ['.jp-DaskLauncher *', '.jp-DaskCard'].map(
    selector => accordion.node.querySelectorAll(selector).length
  );
  const clusters = accordion.widgets[1]?.node.querySelector(
    '.jp-DaskSection-body'
  );
  const cut = clusters ? clusters.scrollHeight - clusters.clientHeight : 0;
  // Sizes are rounded.
  return [...counts, cut > 4 ? cut : 0].join();
}

/**
 * Return how much of a height the dashboards take: what they need, where the clusters leave that.
 *
 * @param height - What both have, in pixels.
 * @param dashboards - What the dashboards need.
 * @param clusters - What the clusters need.
 */
export function shareOfDashboards(
  height: number,
  dashboards: number,
  clusters: number
): number {
  const left = Math.max(height - clusters, LEAST_DASHBOARDS);
  const most = Math.max(height - LEAST_CLUSTERS, height / 2);
  return Math.min(dashboards, left, most);
}

/**
 * Return the height in pixels in which a section shows all that is in it.
 */
function needOf(section: Widget): number {
  const body = section.node.querySelector('.jp-DaskSection-body');
  const last = body?.lastElementChild;
  if (!body || !last) {
    return section.node.offsetHeight / 2;
  }
  const above = section.node.getBoundingClientRect().top;
  const padding = parseFloat(getComputedStyle(body).paddingBlockEnd);
  const bottom = last.getBoundingClientRect().bottom + body.scrollTop;
  return Math.ceil(bottom - above + padding);
}
