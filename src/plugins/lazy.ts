import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { nullTranslator } from '@jupyterlab/translation';

import { TRANSLATION_DOMAIN } from '../tokens';
import { orReload } from '../ui/reload';
import type * as workbench from '../workbench';

/**
 * The texts, as the first plugin that has a translator loaded them.
 */
let trans = nullTranslator.load(TRANSLATION_DOMAIN);

/**
 * Load the texts of this extension in the user's language.
 */
export function loadTranslation(
  translator: ITranslator | null
): TranslationBundle {
  trans = translator?.load(TRANSLATION_DOMAIN) ?? trans;
  return trans;
}

/**
 * Load what is not needed before somebody uses the extension.
 */
export function loadWorkbench(): Promise<typeof workbench> {
  return orReload(
    import(/* webpackChunkName: "sidebar" */ '../workbench'),
    trans
  );
}
