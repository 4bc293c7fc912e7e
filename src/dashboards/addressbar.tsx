import { launchIcon, searchIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { CopyButton } from '../components/copybutton';
import { useSignals, useTrans } from '../components/hooks';
import { IconButton } from '../components/iconbutton';
import type { AddressAnswer, IDashboards } from '../tokens';

/**
 * The dashboard's address: to read, to copy, to open, to change and to find.
 */
export function AddressBar(props: {
  dashboards: IDashboards;
  find: (() => Promise<void>) | null;
}): JSX.Element {
  const { dashboards, find } = props;
  const trans = useTrans();
  useSignals(dashboards.changed);
  const { address } = dashboards;
  const id = React.useId();
  const [typed, setTyped] = React.useState<string | null>(null);
  const [answer, setAnswer] = React.useState<AddressAnswer | null>(null);
  const [isFinding, setFinding] = React.useState(false);
  React.useEffect(() => {
    setTyped(null);
    setAnswer(null);
  }, [address]);
  const shown = typed ?? address;
  const said = answer === null ? null : wordsOf(answer, trans);
  return (
    <div className="jp-DaskAddress">
      <form
        className="jp-DaskAddress-row"
        onSubmit={event => {
          event.preventDefault();
          void dashboards.open(shown).then(result => {
            setAnswer(result);
            if (result.kind === 'cluster' || result.kind === 'page') {
              setTyped(null);
            }
          });
        }}
      >
        <input
          className="jp-DaskAddress-input"
          type="text"
          inputMode="url"
          spellCheck={false}
          autoComplete="off"
          aria-label={trans.__('Dask dashboard URL')}
          aria-describedby={said ? id : undefined}
          placeholder={trans.__('Dask dashboard URL')}
          title={shown}
          value={shown}
          onFocus={event => event.target.select()}
          onChange={event => {
            setTyped(event.target.value);
            setAnswer(null);
          }}
          onKeyDown={event => {
            if (event.key === 'Escape') {
              setTyped(null);
              setAnswer(null);
            }
          }}
        />
        <CopyButton text={shown} label={trans.__('Copy dashboard URL')} />
        <IconButton
          icon={launchIcon}
          label={trans.__('Open dashboard in a new browser tab')}
          isDisabled={shown === ''}
          onClick={() => window.open(shown, '_blank', 'noopener')}
        />
        {find !== null && (
          <IconButton
            icon={searchIcon}
            label={trans.__('Find dashboards in open notebooks')}
            isBusy={isFinding}
            onClick={() => {
              setFinding(true);
              // `find` never rejects.
              void find().then(() => setFinding(false));
            }}
          />
        )}
      </form>
      <p className="jp-DaskAddress-said" id={id} role="status">
        {said}
      </p>
    </div>
  );
}

/**
 * What became of a typed address, in words.
 */
function wordsOf(
  answer: AddressAnswer,
  trans: ReturnType<typeof useTrans>
): string {
  switch (answer.kind) {
    case 'cluster':
      return trans.__('This is the dashboard of %1.', answer.label);
    case 'page':
      return trans.__('Shown, though it is none of your clusters.');
    case 'foreign':
      return trans.__(
        'This dashboard is not reached through this Jupyter server, so it cannot be shown in here. Open it in a new browser tab.'
      );
    case 'unreadable':
      return trans.__('This is not the address of a dashboard.');
  }
}
