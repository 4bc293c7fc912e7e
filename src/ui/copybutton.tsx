import { Clipboard } from '@jupyterlab/apputils';
import { checkIcon, copyIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useTrans } from './hooks';
import { IconButton } from './iconbutton';

/**
 * How long the button confirms that it copied.
 */
const CONFIRM_MS = 2000;

/**
 * A button that copies a text and confirms it.
 */
export function CopyButton(props: CopyButton.IProps): JSX.Element {
  const { text, label } = props;
  const trans = useTrans();
  const [isCopied, setCopied] = React.useState(false);
  React.useEffect(() => {
    if (isCopied) {
      const timer = window.setTimeout(() => setCopied(false), CONFIRM_MS);
      return () => window.clearTimeout(timer);
    }
    return undefined;
  }, [isCopied]);
  return (
    <>
      <IconButton
        icon={isCopied ? checkIcon : copyIcon}
        label={label}
        isDisabled={text === ''}
        onClick={() => {
          Clipboard.copyToSystem(text);
          setCopied(true);
        }}
      />
      <span className="jp-DaskVisuallyHidden" role="status">
        {isCopied && trans.__('Copied.')}
      </span>
    </>
  );
}

/**
 * A namespace for `CopyButton` statics.
 */
export namespace CopyButton {
  /**
   * The properties of a button.
   */
  export interface IProps {
    /**
     * The text to copy.
     */
    text: string;

    /**
     * The button's accessible name.
     */
    label: string;
  }
}
