import * as React from 'react';

import { useTrans } from '../../ui/hooks';
import { Loading } from '../../ui/loading';
import type { Gateway, StorageAccess } from '../../api/models';
import type { NewClusterModel } from './model';

/**
 * One radio for each gateway, and more about the chosen one.
 */
export function GatewayChoice(props: { model: NewClusterModel }): JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const id = React.useId();
  return (
    <section className="jp-DaskNew-section">
      <h3 id={id}>{trans.__('Cluster type')}</h3>
      <div
        role="radiogroup"
        aria-labelledby={id}
        aria-busy={model.gateways === null}
      >
        {model.gateways === null && (
          <Loading text={trans.__('Asking the gateways…')} />
        )}
        {model.gateways?.map(gateway => (
          <GatewayRadio
            key={gateway.id}
            group={id}
            gateway={gateway}
            isChosen={gateway.id === model.gateway?.id}
            onChoose={() => void model.chooseGateway(gateway.id)}
          />
        ))}
      </div>
      {model.gateway !== null && <About gateway={model.gateway} />}
    </section>
  );
}

/**
 * One gateway, with what is to be said about it.
 */
function GatewayRadio(props: {
  group: string;
  gateway: Gateway;
  isChosen: boolean;
  onChoose: () => void;
}): JSX.Element {
  const { gateway, group } = props;
  const trans = useTrans();
  const id = React.useId();
  const isUsable = gateway.status === 'available';
  const { description, audience } = gateway;
  return (
    <div className={`jp-DaskGateway${isUsable ? '' : ' jp-mod-disabled'}`}>
      <input
        id={id}
        type="radio"
        name={group}
        checked={props.isChosen}
        disabled={!isUsable}
        aria-describedby={`${id}-note`}
        onChange={props.onChoose}
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
          {gateway.ends_with_jupyter && (
            <span className="jp-DaskGateway-line">
              {trans.__('Its clusters end when this Jupyter server ends.')}
            </span>
          )}
          {!isUsable && gateway.reason && (
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
 * Which storage the chosen gateway's workers reach, and where its facility shows how it is.
 */
function About(props: { gateway: Gateway }): JSX.Element {
  const { label, storage, monitoring_url: url } = props.gateway;
  const trans = useTrans();
  const words: Readonly<Record<StorageAccess, string>> = {
    none: trans.__('none'),
    read: trans.__('read'),
    write: trans.__('read and write')
  };
  return (
    <div className="jp-DaskAbout">
      {storage.length > 0 && (
        <details className="jp-DaskStorage">
          <summary>
            {trans.__('Storage that workers of %1 reach', label)}
          </summary>
          <table>
            <thead>
              <tr>
                <th scope="col">{trans.__('Path')}</th>
                <th scope="col">{trans.__('Access')}</th>
              </tr>
            </thead>
            <tbody>
              {storage.map(({ path, access }) => (
                <tr key={path} className={`jp-mod-${access}`}>
                  <th scope="row">{path}</th>
                  <td>{words[access]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
      {url !== null && /^https?:/.test(url) && (
        <a
          className="jp-DaskLink"
          href={url}
          target="_blank"
          rel="noopener noreferrer"
        >
          {trans.__('Monitoring of %1', label)}
        </a>
      )}
    </div>
  );
}
