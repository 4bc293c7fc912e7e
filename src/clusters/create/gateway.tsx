import * as React from 'react';

import type { Gateway, StorageAccess } from '../../api/models';
import { ExternalLink } from '../../ui/externallink';
import { useTrans } from '../../ui/hooks';
import { Loading } from '../../ui/loading';
import type { ClusterForm } from './form';
import { describeLifetimes } from './lifetimes';

import '../../../style/gateways.css';

/**
 * One radio button for each gateway, and details of the selected one.
 */
export function GatewayField(props: {
  form: ClusterForm;
  isFailed: boolean;
}): JSX.Element {
  const { form, isFailed } = props;
  const { gateways, gateway: selected } = form.choices;
  const trans = useTrans();
  const id = React.useId();
  const isLoading = gateways === null && !isFailed;
  return (
    <section className="jp-DaskNew-section">
      <h3 id={id}>{trans.__('Cluster type')}</h3>
      <div role="radiogroup" aria-labelledby={id} aria-busy={isLoading}>
        {isLoading && <Loading text={trans.__('Loading gateways…')} />}
        {gateways?.map(gateway => (
          <React.Fragment key={gateway.id}>
            <GatewayRadio
              group={id}
              gateway={gateway}
              isSelected={gateway.id === selected?.id}
              onSelect={() => void form.selectGateway(gateway.id)}
            />
            {/* Below all of them it would look like the last one's. */}
            {gateway.id === selected?.id && (
              <GatewayDetails gateway={gateway} />
            )}
          </React.Fragment>
        ))}
      </div>
    </section>
  );
}

/**
 * One gateway, with its description and, if it is unavailable, the reason.
 */
function GatewayRadio(props: {
  group: string;
  gateway: Gateway;
  isSelected: boolean;
  onSelect: () => void;
}): JSX.Element {
  const { gateway, group } = props;
  const trans = useTrans();
  const id = React.useId();
  const isAvailable = gateway.status === 'available';
  const { description, audience } = gateway;
  return (
    <div className={`jp-DaskGateway${isAvailable ? '' : ' jp-mod-disabled'}`}>
      <input
        id={id}
        type="radio"
        name={group}
        checked={props.isSelected}
        disabled={!isAvailable}
        aria-describedby={`${id}-note`}
        onChange={props.onSelect}
      />
      <div>
        <label htmlFor={id}>{gateway.label}</label>
        <span id={`${id}-note`} className="jp-DaskGateway-note">
          {(description || audience) && (
            <span>
              {description}
              {description && audience ? ': ' : ''}
              <em>{audience}</em>
            </span>
          )}
          {gateway.ends_with_jupyter && !/stops with/i.test(description) && (
            <span className="jp-DaskGateway-line">
              {trans.__('Stops with Jupyter')}
            </span>
          )}
          {!isAvailable && gateway.reason && (
            <span className="jp-DaskGateway-line jp-mod-reason">
              {gateway.reason}
            </span>
          )}
        </span>
      </div>
    </div>
  );
}

/**
 * The storage that the gateway's workers see, and the facility's monitoring page.
 */
function GatewayDetails(props: { gateway: Gateway }): JSX.Element {
  const { label, storage, monitoring_url: url } = props.gateway;
  const trans = useTrans();
  const lifetimes = describeLifetimes(props.gateway, trans);
  const access: Readonly<Record<StorageAccess, string>> = {
    none: trans.__('none'),
    read: trans.__('read'),
    write: trans.__('read and write')
  };
  return (
    <div className="jp-DaskGatewayDetails">
      {lifetimes !== '' && <p className="jp-DaskField-hint">{lifetimes}</p>}
      {storage.length > 0 && (
        <details className="jp-DaskStorage">
          <summary>{trans.__('Storage visible to workers')}</summary>
          <table>
            <thead>
              <tr>
                <th scope="col">{trans.__('Path')}</th>
                <th scope="col">{trans.__('Access')}</th>
              </tr>
            </thead>
            <tbody>
              {storage.map(one => (
                <tr key={one.path} className={`jp-mod-${one.access}`}>
                  <th scope="row">{one.path}</th>
                  <td>{access[one.access]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
      <ExternalLink url={url} text={trans.__('%1 monitoring', label)} />
    </div>
  );
}
