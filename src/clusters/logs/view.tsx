import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import { formatError } from '../../api/errors';
import { Rendered } from '../../ui/boundary';
import { useSignals, useTrans } from '../../ui/hooks';
import { Loading } from '../../ui/loading';
import { LogLines } from './lines';
import type { LogModel } from './model';
import { LogTools } from './tools';

/**
 * A log with what searches, filters, copies and saves it.
 */
export class LogView extends ReactWidget {
  constructor(
    private readonly _model: LogModel,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-DaskLog');
    this.node.setAttribute('role', 'region');
  }

  protected render(): JSX.Element {
    return (
      <Rendered trans={this._trans}>
        <Log model={this._model} />
      </Rendered>
    );
  }
}

function Log(props: { model: LogModel }): JSX.Element {
  const { model } = props;
  const trans = useTrans();
  useSignals(model.changed);
  return (
    <>
      <LogTools model={model} />
      <Problem model={model} />
      {model.isLoading ? (
        <Loading text={trans.__('Loading the log…')} />
      ) : (
        <LogLines model={model} />
      )}
      <p
        className="jp-DaskLog-status"
        role="status"
        // While it grows, that would be said every few seconds.
        aria-live={model.isFollowing && model.isLive ? 'off' : 'polite'}
      >
        {describe(model, trans)}
      </p>
    </>
  );
}

/**
 * Why the log cannot be read, if so.
 */
function Problem(props: { model: LogModel }): JSX.Element {
  const trans = useTrans();
  const { problem } = props.model;
  if (problem === null) {
    return <></>;
  }
  const text =
    typeof problem === 'string' ? problem : formatError(problem, trans, true);
  return (
    <p className="jp-DaskNotice jp-mod-warning" role="alert">
      {text}
    </p>
  );
}

/**
 * Describe how much of the log is shown, and whether more may come.
 */
function describe(model: LogModel, trans: TranslationBundle): string {
  const { shown, entries, isTruncated, isLive, isFollowing } = model;
  if (model.isLoading) {
    return '';
  }
  const parts = [
    shown.length < entries.length
      ? trans.__('%1 of %2 entries', shown.length, entries.length)
      : trans._n('%1 entry', '%1 entries', entries.length)
  ];
  if (isTruncated) {
    parts.push(trans.__('older ones are not shown'));
  }
  if (!isLive) {
    parts.push(trans.__('the cluster has ended'));
  } else if (!isFollowing) {
    parts.push(trans.__('new entries are not read'));
  }
  return parts.join(' · ');
}
