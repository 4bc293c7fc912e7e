import type { ClusterManager } from '../../manager';
import type { FakeRest } from '../../__tests__/fixtures';
import { aManager, trans } from '../../__tests__/fixtures';
import { NewClusterModel } from '../model';

/**
 * A dialog's model that has loaded everything.
 */
export async function aModel(
  options: { rest?: FakeRest; kernel?: string } = {}
): Promise<{
  model: NewClusterModel;
  rest: FakeRest;
  manager: ClusterManager;
}> {
  const { manager, rest } = aManager(options.rest);
  const context = { kernel: options.kernel ?? null, notebook: 'a/b.ipynb' };
  const model = new NewClusterModel({ manager, trans, context });
  await model.load();
  return { model, rest, manager };
}
