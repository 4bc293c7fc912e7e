import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type {
  Cluster,
  Environment,
  NewCluster,
  OptionsForm,
  Problem
} from '../../api/models';
import { preferredEnvironment } from './environments';
import type { FieldValue, IOptionField } from './options/schema';
import { defaultsOf, keepTyped, keepValid, valuesOf } from './options/schema';
import type { IVariableChanges } from './variables/model';
import { NO_CHANGES } from './variables/model';

/**
 * What is entered for a new cluster, as it is typed; null where nothing is yet.
 */
export interface IFormState {
  /**
   * The gateway that the rest is entered for.
   */
  readonly gateway: string | null;

  readonly environment: string | null;
  readonly minimum: string | null;
  readonly maximum: string | null;
  readonly options: Readonly<Record<string, FieldValue>>;

  /**
   * Options in the form of a request, to be shown once the fields are known.
   */
  readonly given: Readonly<Record<string, unknown>> | null;

  readonly variables: IVariableChanges;

  /**
   * What the cluster is called; empty to leave that to the server.
   */
  readonly label: string;

  /**
   * Whether the cluster is shut down when the Jupyter server stops.
   */
  readonly stopsWithSession: boolean;

  /**
   * The messages of problems that are ignored.
   */
  readonly ignored: readonly string[];
}

/**
 * The form before anything is entered.
 */
export const EMPTY_FORM: IFormState = {
  gateway: null,
  environment: null,
  minimum: null,
  maximum: null,
  options: {},
  given: null,
  variables: NO_CHANGES,
  label: '',
  stopsWithSession: false,
  ignored: []
};

/**
 * Return the form that stands for a request, or for a cluster as far as that is known.
 */
export function formOf(request: NewCluster): IFormState {
  const { workers, variables = {} } = request;
  return {
    ...EMPTY_FORM,
    gateway: request.gateway,
    environment: request.environment ?? null,
    minimum: workers?.minimum?.toString() ?? null,
    maximum: workers?.maximum?.toString() ?? null,
    given: request.options ?? null,
    label: request.label ?? '',
    stopsWithSession: request.stop_with_session ?? false,
    variables: {
      added: Object.entries(variables).map(([name, value]) => ({
        name,
        value
      })),
      dropped: request.dropped ?? [],
      letThrough: request.let_through ?? []
    }
  };
}

/**
 * Return the request that would create a cluster like one that exists, as far as that is known.
 */
export function requestLike(cluster: Cluster): NewCluster {
  const { gateway, environment, options, workers, label } = cluster;
  const fixed = workers.requested ?? workers.running;
  return {
    gateway,
    environment: environment?.name ?? null,
    options,
    label,
    workers: {
      minimum: workers.minimum ?? fixed,
      maximum: workers.maximum ?? Math.max(fixed, 1)
    }
  };
}

/**
 * Return the problems to ignore after one of them was ignored or not.
 */
export function toggleIgnored(
  ignored: readonly string[],
  { message }: Problem,
  isIgnored: boolean
): readonly string[] {
  const others = ignored.filter(one => one !== message);
  return isIgnored ? [...others, message] : others;
}

/**
 * Choose the environment to continue with at a gateway.
 *
 * @param all - The environments there.
 * @param kernel - What to prefer if none is entered.
 */
export function environmentFor(
  gateway: string,
  all: readonly Environment[],
  form: IFormState,
  kernel: string | null
): string | null {
  const { environment } = form;
  const isListed = all.some(({ name }) => name === environment);
  // Who chose it for this gateway has read what is said about it.
  return form.gateway === gateway && isListed
    ? environment
    : (preferredEnvironment(all, environment ?? kernel)?.name ?? null);
}

/**
 * Choose the options to continue with at a gateway: as typed for it, or as far as they are valid there.
 */
export function optionsFor(
  gateway: string,
  fields: readonly IOptionField[],
  offered: OptionsForm,
  form: IFormState,
  trans: TranslationBundle
): Record<string, FieldValue> {
  const defaults = defaultsOf(fields, offered);
  if (form.gateway !== gateway) {
    return keepValid(fields, defaults, form.options, trans);
  }
  const given = form.given
    ? valuesOf(fields, { ...offered.defaults, ...form.given })
    : {};
  return keepTyped(fields, defaults, { ...given, ...form.options });
}

/**
 * Where a form is kept across reloads: only as long as the browser's tab, and never on a server.
 */
const STORAGE_KEY = 'purdue-dask-lab:new-cluster';

/**
 * The form that was left before its cluster was created, until it is restored.
 */
export class SavedForm {
  /**
   * @param _storage - Keeps the form when the page is reloaded.
   */
  constructor(private readonly _storage: Storage = window.sessionStorage) {}

  /**
   * Keep a form.
   */
  save(form: IFormState): void {
    try {
      this._storage.setItem(STORAGE_KEY, JSON.stringify(form));
    } catch {
      // A browser that keeps nothing, keeps nothing.
    }
  }

  /**
   * Keep a form and offer the way back to it.
   *
   * @param message - Why it was left.
   * @param goBack - Opens the dialog again.
   */
  saveWithNotification(
    form: IFormState,
    message: string,
    goBack: () => void,
    trans: TranslationBundle
  ): void {
    this.clear();
    this.save(form);
    this._notification = Notification.info(message, {
      autoClose: false,
      actions: [
        {
          label: trans.__('Back to the new cluster'),
          callback: goBack,
          displayType: 'accent'
        }
      ]
    });
  }

  /**
   * Return the form that was kept, if any, and forget it.
   */
  restore(): IFormState | null {
    const text = this._storage.getItem(STORAGE_KEY);
    this.clear();
    try {
      const form: unknown = JSON.parse(text ?? 'null');
      return form === null ? null : { ...EMPTY_FORM, ...(form as IFormState) };
    } catch {
      return null;
    }
  }

  /**
   * Forget the form.
   */
  clear(): void {
    this._storage.removeItem(STORAGE_KEY);
    if (this._notification !== null) {
      Notification.dismiss(this._notification);
      this._notification = null;
    }
  }

  private _notification: string | null = null;
}
