import type * as workbench from '../workbench';

/**
 * Load what is not needed before somebody uses the extension.
 */
export function loadWorkbench(): Promise<typeof workbench> {
  return import('../workbench');
}
