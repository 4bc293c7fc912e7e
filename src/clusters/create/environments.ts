import type { TranslationBundle } from '@jupyterlab/translation';

import type { IClusterManager, INotebookInFront } from '../../tokens';
import type { Environment, OptionsForm, Problem } from '../../api/models';
import type { IOptionField } from './options/schema';
import { fieldsOf } from './options/schema';

/**
 * What one gateway offers: environments and options.
 */
export class GatewayOffer {
  constructor(
    private readonly _manager: IClusterManager,
    private readonly _gateway: string,
    private readonly _front: INotebookInFront,
    private readonly _trans: TranslationBundle
  ) {}

  /**
   * The environments to choose from; null until they are known.
   */
  get environments(): readonly Environment[] | null {
    return this._environments;
  }

  /**
   * The fields for the gateway's own options; null until they are known.
   */
  get fields(): readonly IOptionField[] | null {
    return this._fields;
  }

  /**
   * The form that the fields are of; null until it is known.
   */
  get form(): OptionsForm | null {
    return this._form;
  }

  /**
   * Ask for both.
   *
   * @param found - Called when the environments, and when the options, are there.
   * @throws What went wrong first.
   */
  async load(found: Readonly<GatewayOffer.IFound>): Promise<void> {
    const environments = this._manager
      .fetchEnvironments(this._gateway, this._front)
      .then(all => {
        this._environments = all;
        found.environments(all);
      });
    const options = this._manager.fetchOptions(this._gateway).then(form => {
      this._form = form;
      this._fields = fieldsOf(form, this._trans);
      found.options(this._fields, form);
    });
    for (const result of await Promise.allSettled([environments, options])) {
      if (result.status === 'rejected') {
        throw result.reason;
      }
    }
  }

  private _environments: readonly Environment[] | null = null;
  private _fields: readonly IOptionField[] | null = null;
  private _form: OptionsForm | null = null;
}

/**
 * A namespace for `GatewayOffer` statics.
 */
export namespace GatewayOffer {
  /**
   * What is called as the parts of an offer arrive.
   */
  export interface IFound {
    environments: (all: readonly Environment[]) => void;
    options: (fields: readonly IOptionField[], form: OptionsForm) => void;
  }
}

/**
 * What of the choices a gateway hands on to its workers.
 */
export interface ITakes {
  readonly environment: boolean;
  readonly variables: boolean;
}

/**
 * What a gateway hands on; as long as that is not known, everything.
 */
export function takesOf(form: OptionsForm | null): ITakes {
  return {
    environment: form?.takes_environment ?? true,
    variables: form?.takes_variables ?? true
  };
}

/**
 * The environment to begin with: the preferred one if it has no error, else the default one, else any that may work.
 */
export function firstOf(
  environments: readonly Environment[],
  preferred: string | null
): Environment | null {
  const isPreferred = ({ name }: Environment): boolean => name === preferred;
  const isGood = (one: Environment): boolean =>
    one.problems.every(({ severity }) => severity !== 'error');
  const good = environments.filter(isGood);
  const usable = environments.filter(one => blockerOf(one) === null);
  return (
    good.find(isPreferred) ??
    good.find(({ is_default }) => is_default) ??
    good[0] ??
    usable.find(isPreferred) ??
    usable[0] ??
    environments[0] ??
    null
  );
}

/**
 * Why workers certainly cannot use an environment; null if they may.
 */
export function blockerOf(
  environment: Pick<Environment, 'problems'>
): Problem | null {
  return environment.problems.find(({ blocks }) => blocks) ?? null;
}

/**
 * Whether a problem lets a cluster fail, unless what can be told from here is not the whole truth.
 */
export function wouldFail({ severity, blocks }: Problem): boolean {
  return severity === 'error' && !blocks;
}
