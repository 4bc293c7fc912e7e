import * as React from 'react';

import { CopyButton } from '../../ui/copybutton';
import { useTrans } from '../../ui/hooks';
import { Loading } from '../../ui/loading';
import type { NewClusterModel } from './model';

/**
 * What is entered, as Python for a notebook or a script.
 */
export function ScriptSection(props: { model: NewClusterModel }): JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const id = React.useId();
  const [isOpen, setOpen] = React.useState(false);
  React.useEffect(() => {
    if (isOpen) {
      model.writeScript();
    }
  });
  return (
    <section className="jp-DaskNew-section jp-DaskScript">
      <button
        type="button"
        className="jp-DaskDisclosure"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {trans.__('Show Python code')}
      </button>
      <div id={id} hidden={!isOpen}>
        {isOpen && <Script model={model} />}
      </div>
    </section>
  );
}

/**
 * The code, or why there is none.
 */
function Script(props: { model: NewClusterModel }): JSX.Element {
  const { canApply, script } = props.model;
  const trans = useTrans();
  if (script.error !== null) {
    return <p className="jp-DaskNotice jp-mod-error">{script.error}</p>;
  }
  if (script.code === null) {
    return canApply ? (
      <Loading text={trans.__('Writing it…')} />
    ) : (
      <p className="jp-DaskField-hint">
        {trans.__('There is code as soon as everything above fits.')}
      </p>
    );
  }
  return (
    <div className="jp-DaskScript-code">
      <pre tabIndex={0}>{script.code}</pre>
      <CopyButton text={script.code} label={trans.__('Copy the code')} />
    </div>
  );
}
