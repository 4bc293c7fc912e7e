import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { formatProblem } from '../api/errors';
import { TransContext } from './hooks';

/**
 * Says that something cannot be shown, where React would leave a blank.
 *
 * #### Notes
 * The reason is an answer of another form than agreed: the server's half was updated, or is older.
 * Whoever renders it anew tries again.
 */
export class Boundary extends React.Component<Boundary.IProps, IState> {
  static getDerivedStateFromError(): IState {
    return { hasFailed: true };
  }

  override state: IState = { hasFailed: false };

  override componentDidUpdate(before: Boundary.IProps): void {
    if (this.state.hasFailed && before.children !== this.props.children) {
      this.setState({ hasFailed: false });
    }
  }

  override render(): React.ReactNode {
    const { trans, children, frame } = this.props;
    if (!this.state.hasFailed) {
      return children;
    }
    const notice = (
      <p className="jp-DaskNotice jp-mod-error" role="alert">
        {formatProblem('mismatch', trans)}
      </p>
    );
    return frame ? frame(notice) : notice;
  }
}

/**
 * A namespace for `Boundary` statics.
 */
export namespace Boundary {
  /**
   * The properties of a boundary.
   */
  export interface IProps {
    trans: TranslationBundle;
    children: React.ReactNode;

    /**
     * Puts the notice into what it stands for.
     */
    frame?: (notice: JSX.Element) => JSX.Element;
  }
}

interface IState {
  readonly hasFailed: boolean;
}

/**
 * What a widget renders, with the texts in the user's language.
 */
export function Rendered(props: {
  trans: TranslationBundle;
  children: React.ReactNode;
}): JSX.Element {
  const { trans, children } = props;
  return (
    <TransContext.Provider value={trans}>
      <Boundary trans={trans}>{children}</Boundary>
    </TransContext.Provider>
  );
}
