import { RefusedError } from '../../../api/errors';
import type { Cluster } from '../../../api/models';
import { FakeRest, aCluster, aGateway } from '../../__tests__/fixtures';
import { aModel } from './fixtures';

describe('when the gateway allows no further cluster', () => {
  const limit = new RefusedError(409, {
    message: 'One cluster per user.',
    reason: 'limit_reached',
    field: null
  });

  async function limited(): Promise<
    Awaited<ReturnType<typeof aModel>> & { old: Cluster }
  > {
    const rest = new FakeRest();
    const old = aCluster({ name: 'old', label: 'Old' });
    rest.listed = [old];
    const made = await aModel({ rest });
    await made.manager.refresh();
    rest.create.mockRejectedValueOnce(limit);
    await made.model.apply();
    expect(made.model.blocking).toEqual([old]);
    return { ...made, old };
  }

  it('the ways out stay while the form is edited', async () => {
    const { model, old } = await limited();
    model.form.variables.setAdded([{ name: 'A', value: '1' }]);
    model.form.setWorkers('maximum', '3');
    expect(model.blocking).toEqual([old]);
  });

  it('nothing is shut down for a form that is not valid', async () => {
    const { model, rest, old } = await limited();
    model.form.setOption('worker_memory', '');
    expect(model.canReplace(old)).toBe(false);
    await model.replace(old);
    expect(rest.shutDown).not.toHaveBeenCalled();
    expect(rest.create).toHaveBeenCalledTimes(1);
  });

  it('nothing is shut down for a problem that is not ignored', async () => {
    const { model, rest, old } = await limited();
    rest.variables.mockResolvedValueOnce({
      ...(await rest.variables()),
      problems: [
        {
          severity: 'error',
          message: 'It lacks dask.',
          mend: null,
          blocks: false,
          field: null
        }
      ]
    });
    model.form.selectEnvironment('python3');
    await new Promise(resolve => setTimeout(resolve));
    await model.replace(old);
    expect(rest.shutDown).not.toHaveBeenCalled();
  });

  it('nothing is shut down for what the server would refuse', async () => {
    const { model, rest, old } = await limited();
    rest.creationCode.mockRejectedValueOnce(
      new RefusedError(404, {
        message: 'There is no such environment.',
        reason: 'no_such_environment',
        field: 'environment'
      })
    );
    await model.replace(old);
    expect(rest.shutDown).not.toHaveBeenCalled();
    expect(model.errors.get('environment')).toMatch('no such environment');
    expect(model.isDone).toBe(false);
  });

  it('a form that is only too large because of the other cluster may replace it', async () => {
    const rest = new FakeRest();
    rest.gateways.mockResolvedValue([
      aGateway({
        limits: { workers: 2, cores: null, memory_gib: null },
        usage: { workers: 2, cores: 2, memory_gib: 2 }
      })
    ]);
    const old = aCluster({
      workers: { running: 2, requested: 2, minimum: 2, maximum: 2 }
    });
    rest.listed = [old];
    const { model, manager } = await aModel({ rest });
    await manager.refresh();
    expect(model.canApply).toBe(false);
    expect(model.blocking).toEqual([old]);
    expect(model.canReplace(old)).toBe(true);
    model.form.setWorkers('maximum', '3');
    expect(model.canReplace(old)).toBe(false);
  });

  it('the new one is created once the other is gone', async () => {
    const { model, rest, manager, old } = await limited();
    const replaced = model.replace(old);
    expect(model.submission.step).toEqual({ kind: 'stopping', label: 'Old' });
    await new Promise(resolve => setTimeout(resolve));
    expect(rest.create).toHaveBeenCalledTimes(1);
    rest.listed = [];
    await manager.refresh();
    await replaced;
    expect(model.submission.result?.status).toBe('pending');
  });

  it('who no longer waits gets none, and no error', async () => {
    const { model, rest, old } = await limited();
    const replaced = model.replace(old);
    await new Promise(resolve => setTimeout(resolve));
    model.cancel();
    await replaced;
    expect(rest.create).toHaveBeenCalledTimes(1);
    expect(model.isDone).toBe(false);
    expect(model.errors.size).toBe(0);
  });
});
