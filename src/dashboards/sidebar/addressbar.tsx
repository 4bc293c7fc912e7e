import { launchIcon, searchIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { CopyButton } from '../../ui/copybutton';
import { useSignals, useTrans } from '../../ui/hooks';
import { IconButton } from '../../ui/iconbutton';
import type { AddressAnswer, IDashboards } from '../../tokens';
import { isShown, wordsOf } from '../messages';

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
  const input = React.useRef<HTMLInputElement>(null);
  const [typed, setTyped] = React.useState<string | null>(null);
  const [answer, setAnswer] = React.useState<IAnswer | null>(null);
  const [isTrying, setTrying] = React.useState(false);
  const [isFinding, setFinding] = React.useState(false);
  React.useEffect(() => {
    // What somebody is just typing stays, whatever becomes of clusters meanwhile.
    if (document.activeElement !== input.current) {
      setTyped(null);
    }
  }, [address]);
  const shown = typed ?? address;
  const said = isTrying
    ? trans.__('Looking for a dashboard there…')
    : answer && answer.shown === address && wordsOf(answer.given, trans);
  return (
    <div className="jp-DaskAddress">
      <form
        className="jp-DaskAddress-row"
        onSubmit={event => {
          event.preventDefault();
          setTrying(true);
          // `open` never rejects: what goes wrong is its answer.
          void dashboards.open(shown).then(given => {
            setTrying(false);
            if (isShown(given)) {
              setTyped(null);
            }
            setAnswer({ given, shown: dashboards.address });
          });
        }}
      >
        <input
          ref={input}
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
 * What became of an address, while the same dashboard is shown.
 */
interface IAnswer {
  readonly given: AddressAnswer;

  /**
   * The address of the dashboard that was shown then.
   */
  readonly shown: string;
}
