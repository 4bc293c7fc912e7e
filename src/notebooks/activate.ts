import type { JupyterFrontEnd } from '@jupyterlab/application';
import { ILabShell } from '@jupyterlab/application';
import { IConsoleTracker } from '@jupyterlab/console';
import { INotebookTracker } from '@jupyterlab/notebook';

import { Sessions } from './sessions';

/**
 * What was found for each application: there is one.
 */
const found = new WeakMap<JupyterFrontEnd, Promise<Sessions>>();

/**
 * The notebooks and consoles of an application.
 */
export function sessionsOf(app: JupyterFrontEnd): Promise<Sessions> {
  let sessions = found.get(app);
  if (!sessions) {
    sessions = connect(app);
    found.set(app, sessions);
  }
  return sessions;
}

async function connect(app: JupyterFrontEnd): Promise<Sessions> {
  const [notebooks, consoles, shell] = await Promise.all([
    app.resolveOptionalService(INotebookTracker),
    app.resolveOptionalService(IConsoleTracker),
    app.resolveOptionalService(ILabShell)
  ]);
  return new Sessions({ notebooks, consoles, shell });
}
