import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { Gateway } from '../../api/models';
import { CopyButton } from '../../ui/copybutton';
import {
  formatCores,
  formatMemory,
  formatNumber,
  formatWorkers
} from '../../ui/format';
import { useTrans } from '../../ui/hooks';
import { Loading } from '../../ui/loading';
import type { ClusterForm } from './form';
import type { NewClusterModel } from './model';
import type { ITotal } from './validation';
import { totalOf, warnOfSharedCores } from './validation';

/**
 * The sum of what the workers take, next to the limits and what is in use.
 */
export function TotalLine(props: { form: ClusterForm }): JSX.Element {
  const { draft, gateway } = props.form;
  const trans = useTrans();
  const total = totalOf(draft);
  if (total === null || gateway === null) {
    return <></>;
  }
  const warning = warnOfSharedCores(draft, trans);
  return (
    <>
      <p className="jp-DaskNew-total" role="status">
        {formatTotal(total, gateway, trans)}
      </p>
      {warning !== null && (
        <p className="jp-DaskNotice jp-mod-warning" role="status">
          {warning}
        </p>
      )}
    </>
  );
}

/**
 * Format a total: `2 workers x 1 core, 2 GB: 2 of 100 cores, 4 of 400 GB; 20 cores, 40 GB in use`.
 */
export function formatTotal(
  total: ITotal,
  gateway: Gateway,
  trans: TranslationBundle
): string {
  const { limits, usage } = gateway;
  const { workers, coresEach, memoryEach, cores, memory } = total;
  const each = [
    coresEach === null ? '' : formatCores(coresEach, trans),
    memoryEach === null ? '' : formatMemory(memoryEach, trans)
  ].filter(Boolean);
  const count = formatWorkers(workers, trans);
  const of = (amount: number, limit: string): string =>
    trans.__('%1 of %2', formatNumber(amount, trans), limit);
  const sums = [
    limits.workers === null
      ? ''
      : of(workers, formatWorkers(limits.workers, trans)),
    cores === null
      ? ''
      : limits.cores === null
        ? formatCores(cores, trans)
        : of(cores, formatCores(limits.cores, trans)),
    memory === null
      ? ''
      : limits.memory_gib === null
        ? formatMemory(memory, trans)
        : of(memory, formatMemory(limits.memory_gib, trans))
  ].filter(Boolean);
  const used = [
    limits.workers === null ? '' : formatWorkers(usage.workers, trans),
    formatCores(usage.cores, trans),
    formatMemory(usage.memory_gib, trans)
  ].filter(Boolean);
  const isUsed = usage.workers > 0 || usage.cores > 0;
  return [
    each.length > 0 ? trans.__('%1 x %2', count, each.join(', ')) : count,
    sums.length > 0 ? `: ${sums.join(', ')}` : '',
    isUsed ? `; ${trans.__('%1 in use', used.join(', '))}` : ''
  ].join('');
}

/**
 * The form as Python code, for a notebook or a script.
 */
export function ScriptSection(props: { model: NewClusterModel }): JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const id = React.useId();
  const [isOpen, setOpen] = React.useState(false);
  React.useEffect(() => {
    if (isOpen) {
      model.writeScript();
    }
  });
  return (
    <section className="jp-DaskNew-section jp-DaskScript">
      <button
        type="button"
        className="jp-DaskDisclosure"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {trans.__('Show Python code')}
      </button>
      <div id={id} hidden={!isOpen}>
        {isOpen && <ScriptCode model={model} />}
      </div>
    </section>
  );
}

/**
 * The code, or why there is none.
 */
function ScriptCode(props: { model: NewClusterModel }): JSX.Element {
  const { canApply, script } = props.model;
  const trans = useTrans();
  if (script.error !== null) {
    return <p className="jp-DaskNotice jp-mod-error">{script.error}</p>;
  }
  if (script.code === null) {
    return canApply ? (
      <Loading text={trans.__('Loading the code…')} />
    ) : (
      <p className="jp-DaskField-hint">
        {trans.__('Fix the errors above to see the code.')}
      </p>
    );
  }
  return (
    <div className="jp-DaskScript-code" aria-busy={script.isOutdated}>
      <pre tabIndex={0}>{script.code}</pre>
      <CopyButton
        // An outdated one is not to be copied.
        text={script.isOutdated ? '' : script.code}
        label={trans.__('Copy the code')}
      />
    </div>
  );
}
