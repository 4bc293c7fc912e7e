import * as React from 'react';

import { useTrans } from '../../ui/hooks';
import { Loading } from '../../ui/loading';
import type { Cluster } from '../../api/models';
import type { Creation } from './submit';
import type { NewClusterModel } from './model';
import { lossOf } from '../shutdown';

/**
 * The ways on when the gateway allows no further cluster: use one that is there, or let it go.
 */
export function Blocked(props: { model: NewClusterModel }): JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const { blocking } = model;
  const { step } = model.creation;
  if (step !== null) {
    return <Waiting step={step} />;
  }
  if (blocking.length === 0) {
    return <></>;
  }
  return (
    <div
      className="jp-DaskBlocked"
      role="group"
      aria-label={trans.__('Clusters that are there')}
    >
      {blocking.map(cluster => (
        <Ways
          key={cluster.name}
          cluster={cluster}
          use={() => model.use(cluster)}
          // `replace` never rejects: what goes wrong is shown as a refusal.
          replace={() => void model.replace(cluster)}
        />
      ))}
    </div>
  );
}

/**
 * What can be done with one cluster that is in the way, and what would be lost.
 */
function Ways(props: {
  cluster: Cluster;
  use: () => void;
  replace: () => void;
}): JSX.Element {
  const { cluster, use, replace } = props;
  const { label, status } = cluster;
  const trans = useTrans();
  const id = React.useId();
  const loss = status === 'running' ? lossOf(cluster, trans) : '';
  const isStopping = status === 'stopping';
  return (
    <div className="jp-DaskBlocked-ways">
      {!isStopping && (
        <button type="button" className="jp-DaskPlainButton" onClick={use}>
          {trans.__('Use %1', label)}
        </button>
      )}
      <button
        type="button"
        className="jp-DaskPlainButton"
        aria-describedby={loss ? id : undefined}
        onClick={replace}
      >
        {isStopping
          ? trans.__('Wait until %1 is gone, then create', label)
          : trans.__('Shut %1 down, then create', label)}
      </button>
      {loss && (
        <p id={id} className="jp-DaskField-hint">
          {loss}
        </p>
      )}
    </div>
  );
}

/**
 * What is waited for.
 */
function Waiting(props: { step: Creation.Step }): JSX.Element {
  const { step } = props;
  const trans = useTrans();
  switch (step.kind) {
    case 'creating':
      return <Loading text={trans.__('Asking the gateway for the cluster…')} />;
    case 'stopping':
      return (
        <Loading
          text={trans.__(
            'Waiting until %1 is gone; the new cluster is created then…',
            step.label
          )}
        />
      );
  }
}
