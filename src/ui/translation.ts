import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { TRANSLATION_DOMAIN } from '../tokens';

/**
 * Return the texts of this extension in the language of an application.
 */
export async function translationOf(
  app: JupyterFrontEnd
): Promise<TranslationBundle> {
  const translator = await app.resolveOptionalService(ITranslator);
  return (translator ?? nullTranslator).load(TRANSLATION_DOMAIN);
}
