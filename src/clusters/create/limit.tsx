import * as React from 'react';

import type { Cluster } from '../../api/models';
import { useTrans } from '../../ui/hooks';
import { Loading } from '../../ui/loading';
import { describeLoss } from '../shutdown';
import type { NewClusterModel } from './model';
import type { Submission } from './submit';

/**
 * What to do when the gateway allows no further cluster: use one that exists, or replace it.
 */
export function LimitActions(props: { model: NewClusterModel }): JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const { blocking } = model;
  const { step } = model.submission;
  if (step !== null) {
    return <Progress step={step} />;
  }
  if (blocking.length === 0) {
    return <></>;
  }
  return (
    <div
      className="jp-DaskLimit"
      role="group"
      aria-label={trans.__('Your clusters')}
    >
      {blocking.map(cluster => (
        <ClusterActions
          key={cluster.name}
          cluster={cluster}
          canReplace={model.canReplace(cluster)}
          use={() => model.use(cluster)}
          // `replace` never rejects: what goes wrong is shown as an error.
          replace={() => void model.replace(cluster)}
        />
      ))}
    </div>
  );
}

/**
 * What can be done with one existing cluster, and what would be lost.
 */
function ClusterActions(props: {
  cluster: Cluster;
  canReplace: boolean;
  use: () => void;
  replace: () => void;
}): JSX.Element {
  const { cluster, canReplace, use, replace } = props;
  const { label, status } = cluster;
  const trans = useTrans();
  const id = React.useId();
  const isStopping = status === 'stopping';
  const hint = canReplace
    ? describeLoss(cluster, trans)
    : trans.__('Fix the errors above before replacing %1.', label);
  return (
    <div className="jp-DaskLimit-actions">
      {!isStopping && (
        <button type="button" className="jp-DaskPlainButton" onClick={use}>
          {trans.__('Use %1', label)}
        </button>
      )}
      <button
        type="button"
        className="jp-DaskPlainButton"
        disabled={!canReplace}
        aria-describedby={hint ? id : undefined}
        onClick={replace}
      >
        {isStopping
          ? trans.__('Wait until %1 has stopped, then create', label)
          : trans.__('Shut %1 down, then create', label)}
      </button>
      {hint && (
        <p id={id} className="jp-DaskField-hint">
          {hint}
        </p>
      )}
    </div>
  );
}

/**
 * The step in progress.
 */
function Progress(props: { step: Submission.Step }): JSX.Element {
  const { step } = props;
  const trans = useTrans();
  switch (step.kind) {
    case 'creating':
      return <Loading text={trans.__('Creating the cluster…')} />;
    case 'stopping':
      return (
        <Loading
          text={trans.__(
            'Waiting until %1 has stopped; then the new cluster is created…',
            step.label
          )}
        />
      );
  }
}
