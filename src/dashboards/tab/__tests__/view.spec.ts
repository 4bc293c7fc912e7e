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

let tick: () => void;

beforeEach(() => {
  jest.spyOn(window, 'setInterval').mockImplementation(callback => {
    tick = callback as () => void;
    return 0;
  });
  window.IntersectionObserver = class {
    constructor(callback: typeof report) {
      // The clusters are watched first, then the page.
      report = callback;
    }
    observe = jest.fn();
    disconnect = jest.fn();
  } as unknown as typeof IntersectionObserver;
});

async function aView(): Promise<
  ReturnType<typeof aManager> & { view: DashboardView; frame: HTMLElement }
> {
  const world = aManager();
  const { manager, rest } = world;
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
  return { ...world, view, frame };
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

it('a page whose connection broke with that to Jupyter is loaded again when that is back', async () => {
  const { view, frame, manager, rest } = await aView();
  report([{ isIntersecting: true }]);
  const iframe = frame.querySelector('iframe')!;
  iframe.dispatchEvent(new Event('load'));
  const { clusters } = rest;
  rest.clusters = jest.fn().mockRejectedValue(new Error('gone'));
  await manager.refresh().catch(() => undefined);
  expect(frame).toHaveAttribute('aria-busy', 'false');
  rest.clusters = clusters;
  await manager.refresh();
  expect(frame).toHaveAttribute('aria-busy', 'true');
  expect(iframe.src).toMatch('individual-task-stream');
  view.dispose();
});

it('and one that has stood still while the machine slept', async () => {
  const { view, frame } = await aView();
  report([{ isIntersecting: true }]);
  frame.querySelector('iframe')!.dispatchEvent(new Event('load'));
  // What browsers do with timers meanwhile: nothing.
  const clock = jest.spyOn(Date, 'now');
  clock.mockReturnValue(Date.now() + 3_600_000);
  tick();
  expect(frame).toHaveAttribute('aria-busy', 'true');
  frame.querySelector('iframe')!.dispatchEvent(new Event('load'));
  tick();
  expect(frame).toHaveAttribute('aria-busy', 'false');
  clock.mockRestore();
  view.dispose();
});
