import { downloadIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { LogLevel, LogSource } from '../../api/models';
import { CopyButton } from '../../ui/copybutton';
import { useTrans } from '../../ui/hooks';
import { IconButton } from '../../ui/iconbutton';
import type { LogModel } from './model';

/**
 * What chooses, searches, filters, follows, copies and saves a log.
 */
export function LogTools(props: { model: LogModel }): JSX.Element {
  const { model } = props;
  const trans = useTrans();
  return (
    <div
      className="jp-DaskLog-tools"
      role="group"
      aria-label={trans.__('Log tools')}
    >
      <select
        aria-label={trans.__('Log')}
        value={model.source ?? ''}
        disabled={model.sources.length < 2}
        onChange={event => model.select(event.target.value)}
      >
        {optionsOf(model).map(source => (
          <option key={source.id} value={source.id}>
            {formatSource(source, trans)}
          </option>
        ))}
      </select>
      <input
        type="search"
        aria-label={trans.__('Search the log')}
        placeholder={trans.__('Search')}
        value={model.search}
        onChange={event => {
          model.search = event.target.value;
        }}
      />
      <select
        aria-label={trans.__('Level')}
        value={model.level ?? ''}
        onChange={event => {
          model.level = (event.target.value || null) as LogLevel | null;
        }}
      >
        <option value="">{trans.__('All levels')}</option>
        <option value="info">{trans.__('Info and above')}</option>
        <option value="warning">{trans.__('Warnings and errors')}</option>
        <option value="error">{trans.__('Errors only')}</option>
      </select>
      <div className="jp-DaskLog-buttons">
        <button
          type="button"
          className="jp-DaskPlainButton"
          aria-pressed={model.isFollowing}
          disabled={!model.isLive}
          title={trans.__('Read new entries and keep the last one in view')}
          onClick={() => {
            model.isFollowing = !model.isFollowing;
          }}
        >
          {trans.__('Follow')}
        </button>
        <CopyButton text={model.text} label={trans.__('Copy the log')} />
        <IconButton
          icon={downloadIcon}
          label={trans.__('Download the log')}
          isDisabled={model.shown.length === 0}
          onClick={() => download(model)}
        />
      </div>
    </div>
  );
}

/**
 * The logs to choose from; one that is shown and gone stays among them.
 */
function optionsOf({ sources, source }: LogModel): readonly LogSource[] {
  if (source === null || sources.some(({ id }) => id === source)) {
    return sources;
  }
  const [, kind, name] = /^(\w*):?(.*)$/s.exec(source)!;
  return [
    ...sources,
    { id: source, kind: isKind(kind) ? kind : 'file', name: name || source }
  ];
}

function isKind(text: string): text is LogSource['kind'] {
  return ['scheduler', 'worker', 'file', 'kept'].includes(text);
}

function formatSource(
  { kind, name }: LogSource,
  trans: TranslationBundle
): string {
  switch (kind) {
    case 'scheduler':
      return trans.__('Scheduler');
    case 'worker':
      return trans.__('Worker %1', name);
    case 'file':
      return trans.__('File %1', name);
    case 'kept':
      return trans.__('Last lines kept');
  }
}

/**
 * Save what is shown as a file.
 */
function download(model: LogModel): void {
  const link = document.createElement('a');
  const url = URL.createObjectURL(
    new Blob([`${model.text}\n`], { type: 'text/plain' })
  );
  link.href = url;
  link.download = `${model.cluster.label}-${model.source ?? 'log'}.log`.replace(
    /[^\w.-]+/g,
    '-'
  );
  link.click();
  URL.revokeObjectURL(url);
}
