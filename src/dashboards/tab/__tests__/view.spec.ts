import '@testing-library/jest-dom';
import { Widget } from '@lumino/widgets';

import { ActiveCluster } from '../../../clusters/active';
import {
  aCluster,
  aManager,
  trans
} from '../../../clusters/__tests__/fixtures';
import { LabSettings } from '../../../services/settings';
import { DashboardManager } from '../../manager';
import { plotNamed } from '../../plots';
import { DashboardView } from '../view';

let report: (entries: Partial<IntersectionObserverEntry>[]) => void;

beforeEach(() => {
  window.IntersectionObserver = class {
    constructor(callback: typeof report) {
      // The clusters are watched first, then the page.
      report = callback;
    }
    observe = jest.fn();
    disconnect = jest.fn();
  } as unknown as typeof IntersectionObserver;
});

async function aView(): Promise<{ view: DashboardView; frame: HTMLElement }> {
  const { manager, rest } = aManager();
  rest.listed = [aCluster()];
  const active = new ActiveCluster({ manager });
  await manager.refresh();
  const dashboards = new DashboardManager({
    manager,
    active,
    trans,
    settings: new LabSettings(null),
    server: 'https://hub.example/'
  });
  await new Promise(resolve => setTimeout(resolve));
  const view = new DashboardView({
    dashboards,
    manager,
    active,
    trans,
    source: dashboards,
    pin: null,
    plot: plotNamed('Task Stream', dashboards.plots, trans),
    pinTo: jest.fn(),
    showClusters: jest.fn()
  });
  Widget.attach(view, document.body);
  const frame = view.node.querySelector<HTMLElement>(
    '.jp-DaskDashboard-frame'
  )!;
  return { view, frame };
}

it('says that a page is being loaded, until it is', async () => {
  const { view, frame } = await aView();
  expect(frame.getAttribute('aria-busy')).not.toBe('true');
  report([{ isIntersecting: true }]);
  expect(frame).toHaveAttribute('aria-busy', 'true');
  expect(frame.className).toMatch('jp-mod-loading');
  frame.querySelector('iframe')!.dispatchEvent(new Event('load'));
  expect(frame).toHaveAttribute('aria-busy', 'false');
  expect(frame.className).not.toMatch('jp-mod-loading');
  view.dispose();
});
