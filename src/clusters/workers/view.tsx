import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import { formatError } from '../../api/errors';
import type { ClusterWorker } from '../../api/models';
import { Rendered } from '../../ui/boundary';
import { formatWorkers } from '../../ui/format';
import { useSignals, useTrans } from '../../ui/hooks';
import { Loading } from '../../ui/loading';
import type { WorkersModel } from './model';
import { restartWorker } from './restart';
import { WorkersTable } from './table';

/**
 * The workers of a cluster, and how things are with them.
 */
export class WorkersView extends ReactWidget {
  constructor(
    private readonly _model: WorkersModel,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-DaskWorkers');
    this.node.setAttribute('role', 'region');
  }

  protected render(): JSX.Element {
    return (
      <Rendered trans={this._trans}>
        <Workers model={this._model} />
      </Rendered>
    );
  }
}

function Workers(props: { model: WorkersModel }): JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const ref = React.useRef<HTMLDivElement>(null);
  useSignals(model.changed);
  const restart = React.useCallback(
    async (worker: ClusterWorker): Promise<void> => {
      await restartWorker(model, worker, trans);
      // The row is gone with its worker, and the focus with the row.
      if (document.activeElement === document.body) {
        ref.current?.focus();
      }
    },
    [model, trans]
  );
  return (
    <>
      <Problem model={model} />
      <div
        className="jp-DaskWorkers-scroll"
        ref={ref}
        role="group"
        aria-label={trans.__('Workers of %1', model.cluster.label)}
        tabIndex={0}
      >
        {model.isLoading ? (
          <Loading text={trans.__('Loading the workers…')} />
        ) : model.workers.length > 0 ? (
          <WorkersTable
            model={model}
            restart={worker => void restart(worker)}
          />
        ) : (
          <p className="jp-DaskQuiet">{describeNone(model, trans)}</p>
        )}
      </div>
      <p className="jp-DaskWorkers-status" role="status">
        {describe(model, trans)}
      </p>
    </>
  );
}

/**
 * Why the workers are not known now, if so.
 */
function Problem(props: { model: WorkersModel }): JSX.Element {
  const trans = useTrans();
  const { problem, isLastKnown } = props.model;
  if (problem === null) {
    return <></>;
  }
  const text =
    typeof problem === 'string' ? problem : formatError(problem, trans, true);
  return (
    <p className="jp-DaskNotice jp-mod-warning" role="alert">
      {text} {isLastKnown && trans.__('Last known numbers.')}
    </p>
  );
}

/**
 * Say why there are no workers.
 */
function describeNone(model: WorkersModel, trans: TranslationBundle): string {
  const { label } = model.cluster;
  if (model.problem !== null) {
    return '';
  }
  switch (model.status) {
    case 'pending':
      return trans.__('%1 is starting. Its workers will appear here.', label);
    case 'running':
      return trans.__(
        '%1 has no workers now. They appear here as soon as they start.',
        label
      );
    case 'stopping':
    case 'stopped':
    case 'failed':
    case null:
      return trans.__('%1 is not running: it has no workers.', label);
  }
}

/**
 * Describe how many workers there are, and what was done last.
 */
function describe(model: WorkersModel, trans: TranslationBundle): string {
  const { workers, leftOut, nearlyFull, message } = model;
  if (workers.length === 0) {
    return message;
  }
  return [
    formatWorkers(workers.length + leftOut, trans),
    leftOut > 0 ? trans.__('the first %1 are listed', workers.length) : '',
    nearlyFull > 0
      ? trans._n(
          '%1 has nearly no memory left',
          '%1 have nearly no memory left',
          nearlyFull
        )
      : '',
    message
  ]
    .filter(Boolean)
    .join(' · ');
}
