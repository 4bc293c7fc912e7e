import type { DockLayout } from '@lumino/widgets';

import type { DashboardLayout } from '../tokens';

/**
 * Where a tab goes: next to the widget of an id, or else in the main area.
 */
export interface ITabPlacement {
  readonly ref?: string;
  readonly mode: DockLayout.InsertMode;
}

/**
 * A step that opens one plot of a layout.
 */
export interface IStep {
  /**
   * The plot's path.
   */
  readonly plot: string;

  readonly mode: DockLayout.InsertMode;

  /**
   * The path of the plot next to which it goes; null for the main area.
   */
  readonly ref: string | null;
}

/**
 * The modes of JupyterLab's dock panel.
 */
const MODES: readonly string[] = [
  'split-top',
  'split-left',
  'split-right',
  'split-bottom',
  'tab-before',
  'tab-after'
];

/**
 * Return the steps that open a layout: each plot after the one that it goes next to, otherwise in the order of the layout.
 *
 * #### Notes
 * A plot next to one that is missing, or in a circle, goes into the main area.
 */
export function stepsOf(layout: DashboardLayout): IStep[] {
  const steps: IStep[] = [];
  const waiting = new Map(Object.entries(layout));
  const isPlaced = (ref: string): boolean =>
    steps.some(({ plot }) => isSamePlot(plot, ref));
  while (waiting.size > 0) {
    const entries = [...waiting];
    const [plot, { mode, ref }] =
      entries.find(([, one]) => !one.ref || isPlaced(one.ref)) ?? entries[0];
    waiting.delete(plot);
    steps.push({
      plot,
      mode: isMode(mode) ? mode : 'split-right',
      ref: ref && isPlaced(ref) ? ref : null
    });
  }
  return steps;
}

/**
 * Whether two names are of the same plot: `/individual-cpu`, `individual-cpu` and `cpu` are.
 */
export function isSamePlot(one: string, other: string): boolean {
  const bare = (name: string): string =>
    name.replace(/^\//, '').replace(/^individual-/, '');
  return bare(one) === bare(other);
}

/**
 * An area of JupyterLab's layout, which is nested.
 */
export type Area<T> =
  | { readonly type: 'tab-area'; readonly widgets: readonly T[] }
  | {
      readonly type: 'split-area';
      readonly orientation: 'horizontal' | 'vertical';
      readonly children: readonly Area<T>[];
    };

/**
 * Return the layout of the dashboards that are open.
 *
 * @param area - The main area, or null if it is empty.
 * @param plotOf - Returns the path of the plot that a widget shows, or null if it is no dashboard.
 */
export function layoutOf<T>(
  area: Area<T> | null,
  plotOf: (widget: T) => string | null
): DashboardLayout {
  const steps: IStep[] = [];
  const known = new Set<string>();
  const prune = (one: Area<T>): Area<string> | null => {
    if (one.type === 'tab-area') {
      const widgets = one.widgets.flatMap(widget => {
        const plot = plotOf(widget);
        if (plot === null || known.has(plot)) {
          return [];
        }
        known.add(plot);
        return [plot];
      });
      return widgets.length > 0 ? { type: 'tab-area', widgets } : null;
    }
    const children = one.children.flatMap(child => prune(child) ?? []);
    return children.length > 1 ? { ...one, children } : (children[0] ?? null);
  };
  const firstOf = (one: Area<string>): string =>
    one.type === 'tab-area' ? one.widgets[0] : firstOf(one.children[0]);
  // The first plot of each part is placed first, then the rest of the part around it.
  const unfold = (one: Area<string>): void => {
    if (one.type === 'tab-area') {
      one.widgets.slice(1).forEach((plot, index) => {
        steps.push({ plot, mode: 'tab-after', ref: one.widgets[index] });
      });
      return;
    }
    const mode =
      one.orientation === 'horizontal' ? 'split-right' : 'split-bottom';
    one.children.slice(1).forEach((child, index) => {
      const ref = firstOf(one.children[index]);
      steps.push({ plot: firstOf(child), mode, ref });
    });
    one.children.forEach(unfold);
  };
  const dashboards = area && prune(area);
  if (dashboards) {
    steps.push({ plot: firstOf(dashboards), mode: 'split-right', ref: null });
    unfold(dashboards);
  }
  return Object.fromEntries(
    steps.map(({ plot, mode, ref }) => [plot, { mode, ref }])
  );
}

/**
 * Return where a command's arguments put a tab.
 *
 * @param mode - How, next to the widget or else in the main area.
 * @param ref - The id of a widget.
 */
export function toPlacement(mode: string, ref: unknown): ITabPlacement {
  return {
    mode: isMode(mode) ? mode : 'split-right',
    ref: typeof ref === 'string' ? ref : undefined
  };
}

function isMode(mode: string): mode is DockLayout.InsertMode {
  return MODES.includes(mode);
}
