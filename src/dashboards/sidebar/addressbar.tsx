import type { TranslationBundle } from '@jupyterlab/translation';
import {
  ReactWidget,
  ToolbarButtonComponent,
  launchIcon,
  searchIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IDashboards, OpenResult } from '../../tokens';
import { Rendered } from '../../ui/boundary';
import { CopyButton } from '../../ui/copybutton';
import { useSignals, useTrans } from '../../ui/hooks';
import { describeResult, isShown } from '../page';

/**
 * The header of the sidebar with the dashboard's address.
 */
export class AddressBarWidget extends ReactWidget {
  constructor(private readonly _options: AddressBarWidget.IOptions) {
    super();
  }

  protected render(): JSX.Element {
    return (
      <Rendered trans={this._options.trans}>
        <AddressBar {...this._options} />
      </Rendered>
    );
  }
}

/**
 * A namespace for `AddressBarWidget` statics.
 */
export namespace AddressBarWidget {
  /**
   * The options of the address bar.
   */
  export interface IOptions {
    /**
     * The dashboard.
     */
    dashboards: IDashboards;

    /**
     * Finds dashboards in notebooks, and shows its own failures. Null where there are no notebooks.
     */
    find: (() => Promise<void>) | null;

    /**
     * The translator's bundle.
     */
    trans: TranslationBundle;
  }
}

/**
 * The dashboard's address: to read, copy, open, change and find.
 */
export function AddressBar(
  props: Pick<AddressBarWidget.IOptions, 'dashboards' | 'find'>
): JSX.Element {
  const { dashboards, find } = props;
  const trans = useTrans();
  useSignals(dashboards.changed);
  const { address } = dashboards;
  const id = React.useId();
  const input = React.useRef<HTMLInputElement>(null);
  const [typed, setTyped] = React.useState<string | null>(null);
  const [answer, setAnswer] = React.useState<IAnswer | null>(null);
  const [isOpening, setOpening] = React.useState(false);
  const [isFinding, setFinding] = React.useState(false);
  const latest = React.useRef(0);
  const reset = (): void => {
    setTyped(null);
    setAnswer(null);
  };
  React.useEffect(() => {
    // What is being typed stays, whatever happens to clusters meanwhile.
    if (document.activeElement !== input.current) {
      setTyped(null);
    }
  }, [address]);
  const shown = typed ?? address;
  const message = isOpening
    ? trans.__('Looking for a dashboard…')
    : answer && answer.address === address && answer.message;
  const open = async (): Promise<void> => {
    const request = ++latest.current;
    setOpening(true);
    // `open` never rejects: what goes wrong is its result.
    const result: OpenResult = await dashboards.open(shown);
    if (request !== latest.current) {
      return;
    }
    setOpening(false);
    if (result.kind === 'superseded') {
      // By a cluster that was selected, or a dashboard that was found in a notebook.
      return;
    }
    if (isShown(result)) {
      setTyped(null);
    }
    setAnswer({
      message: describeResult(result, trans),
      address: dashboards.address
    });
  };
  return (
    <div className="jp-DaskAddress">
      <form
        className="jp-DaskAddress-row"
        onSubmit={event => {
          event.preventDefault();
          void open();
        }}
      >
        <input
          ref={input}
          className={`jp-DaskAddress-input${
            // A browser would put a slash at the end in front.
            typed === null && /\w$/.test(address) ? ' jp-mod-tail' : ''
          }`}
          type="text"
          inputMode="url"
          spellCheck={false}
          autoComplete="off"
          aria-label={trans.__('Dask dashboard URL')}
          aria-describedby={message ? id : undefined}
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
              reset();
            }
          }}
        />
        <CopyButton text={shown} label={trans.__('Copy dashboard URL')} />
        <ToolbarButtonComponent
          icon={launchIcon}
          tooltip={trans.__('Open dashboard in a new browser tab')}
          enabled={shown !== ''}
          onClick={() => window.open(shown, '_blank', 'noopener')}
        />
        {find !== null && (
          <ToolbarButtonComponent
            icon={searchIcon}
            tooltip={trans.__('Find dashboards in open notebooks')}
            enabled={!isFinding}
            onClick={() => {
              setFinding(true);
              // What was typed is not what is looked for now.
              reset();
              const end = (): void => setFinding(false);
              // A part that could not be loaded has asked for a reload.
              find().then(end, end);
            }}
          />
        )}
      </form>
      <p className="jp-DaskAddress-message" id={id} role="status">
        {message}
      </p>
    </div>
  );
}

/**
 * The message about an address, while the same dashboard is shown.
 */
interface IAnswer {
  readonly message: string;

  /**
   * The address of the dashboard that was shown then.
   */
  readonly address: string;
}
