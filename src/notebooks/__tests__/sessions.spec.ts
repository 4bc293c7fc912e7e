import type { IConsoleTracker } from '@jupyterlab/console';
import type { INotebookTracker } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';

import { Sessions } from '../sessions';

function aTracker(...panels: Widget[]): {
  widgetAdded: Signal<object, Widget>;
  forEach: (visit: (panel: Widget) => void) => void;
  has: (panel: Widget) => boolean;
} {
  return {
    widgetAdded: new Signal({}),
    forEach: visit => panels.forEach(visit),
    has: panel => panels.includes(panel)
  };
}

function aWorld(): {
  sessions: Sessions;
  show: (widget: Widget) => void;
  first: Widget;
  second: Widget;
  fronts: string[];
} {
  const [first, second] = [new Widget(), new Widget()];
  first.id = 'first';
  second.id = 'second';
  const shell = {
    currentWidget: first,
    currentChanged: new Signal<object, void>({})
  };
  const sessions = new Sessions({
    notebooks: aTracker(first) as unknown as INotebookTracker,
    consoles: aTracker(second) as unknown as IConsoleTracker,
    shell: shell as never
  });
  const fronts: string[] = [];
  sessions.broughtToFront.connect((_, { id }) => fronts.push(id));
  return {
    sessions,
    first,
    second,
    fronts,
    show: widget => {
      shell.currentWidget = widget;
      shell.currentChanged.emit();
    }
  };
}

it('tells which notebook or console comes to the front', () => {
  const { sessions, show, first, second, fronts } = aWorld();
  show(second);
  show(first);
  expect(fronts).toEqual(['second', 'first']);
  expect(sessions.recent?.id).toBe('first');
});

it('who looks at something else and comes back brings nothing to the front', () => {
  const { sessions, show, first, fronts } = aWorld();
  show(new Widget());
  expect(sessions.recent?.id).toBe('first');
  show(first);
  expect(fronts).toEqual([]);
});
