import type { Lab } from './fixtures';
import { expect, KUBERNETES, SLURM, test } from './fixtures';
import { SQUARES, compute, shutDown } from './steps';

/**
 * A cluster with one worker on each gateway.
 */
async function createOnBoth(lab: Lab): Promise<void> {
  for (const gateway of [SLURM, KUBERNETES]) {
    await lab.create({ gateway, minimum: 1, maximum: 1 });
  }
  for (const gateway of [SLURM, KUBERNETES]) {
    const card = lab.card(gateway);
    await expect(card).toContainText('1 / 1 workers', { timeout: 60_000 });
  }
}

test('a Purdue user computes on SLURM, from the dialog to an empty queue', async ({
  page,
  pete,
  place
}) => {
  await pete.openNotebook(SQUARES);
  const card = await pete.create({ gateway: SLURM, minimum: 1, maximum: 1 });
  await expect(card).toContainText('1 / 1 workers', { timeout: 60_000 });
  await card.getByText('Batch jobs').click();
  await expect(card).toContainText('Scheduler: Running');
  await expect(card).toContainText('Workers: 1 running');

  await compute(pete, SLURM);
  await expect(pete.cells.nth(1)).toContainText("partition {'hammer'}");

  await expect(pete.address).toHaveValue(
    new RegExp(`^${pete.baseURL}/purdue-dask-lab/.*/dashboard/status$`)
  );
  const live = page.waitForEvent('websocket', socket =>
    socket.url().includes('/purdue-dask-lab/')
  );
  await pete.dashboards.getByRole('button', { name: 'Task Stream' }).click();
  const received = (await live).waitForEvent('framereceived');
  const plot = page.frameLocator('iframe[src*="individual-task-stream"]');
  await expect(plot.locator('.bk-Figure').first()).toBeVisible();
  await received;

  await card.getByRole('button', { name: 'Scale' }).click();
  await pete.dialog.getByRole('radio', { name: 'Fixed number' }).check();
  await pete.dialog
    .getByRole('spinbutton', { name: 'Workers', exact: true })
    .fill('2');
  await pete.dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(card).toContainText('2 / 2 workers', { timeout: 60_000 });

  await shutDown(pete, SLURM);
  await expect.poll(() => place.squeue()).toEqual([]);
});

test('a CERN user is told whom SLURM is for, and computes on the other', async ({
  bob
}) => {
  await bob.openNotebook(SQUARES);
  await bob.clusters.getByRole('button', { name: 'New cluster' }).click();
  await expect(bob.radio(SLURM)).toBeDisabled();
  await expect(bob.dialog).toContainText('Purdue users only');
  await expect(bob.radio(KUBERNETES)).toBeChecked();
  await bob.dialog.getByRole('button', { name: 'Cancel' }).click();

  await bob.create({ gateway: KUBERNETES, minimum: 1, maximum: 1 });
  await expect(bob.card(KUBERNETES)).toContainText('1 / 1 workers', {
    timeout: 60_000
  });
  await compute(bob, KUBERNETES);
  await expect(bob.cells.nth(1)).toContainText('partition {None}');
  await shutDown(bob, KUBERNETES);
});

test('a job that waits shows why SLURM lets it wait', async ({
  ownPlace,
  pete
}) => {
  await ownPlace.order('drain');
  const card = await pete.create({ gateway: SLURM, minimum: 1, maximum: 1 });
  await expect(card).toContainText(/Scheduler: Pending: \w+/);
  await ownPlace.order('undrain');
  await expect(card).toContainText('1 / 1 workers', { timeout: 60_000 });
});

test('two gateways side by side', async ({ pete, place }) => {
  await createOnBoth(pete);
  await shutDown(pete, KUBERNETES);
  await expect(pete.card(SLURM)).toContainText('1 / 1 workers');
  await shutDown(pete, SLURM);
  await expect.poll(() => place.squeue()).toEqual([]);
});

test('where one cluster is allowed, the one in the way can make room', async ({
  pete
}) => {
  await pete.create({ gateway: KUBERNETES, minimum: 1, maximum: 1 });
  const card = pete.card(KUBERNETES);
  await expect(card).toContainText('1 / 1 workers', { timeout: 60_000 });
  const first = await card.getAttribute('data-name');
  await pete.clusters.getByRole('button', { name: 'New cluster' }).click();
  await pete.radio(KUBERNETES).check();
  await pete.dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(pete.dialog).toContainText('You may only have 1 active');
  await expect(
    pete.dialog.getByRole('button', { name: 'Use Cluster 1' })
  ).toBeVisible();
  await pete.dialog
    .getByRole('button', { name: 'Shut Cluster 1 down, then create' })
    .click();
  await expect(pete.dialog).toBeHidden({ timeout: 60_000 });
  await expect(card).toHaveCount(1);
  await expect(card).not.toHaveAttribute('data-name', first!);
  await expect(card).toContainText('Running', { timeout: 60_000 });
});

test('a gateway that goes away and comes back leaves the other alone', async ({
  ownPlace,
  pete
}) => {
  await createOnBoth(pete);
  const slurm = pete.card(SLURM);
  const stale = slurm.getByText('The gateway is not responding');
  await ownPlace.order('stop slurm');
  await expect(stale).toBeVisible();
  await expect(pete.card(KUBERNETES)).toContainText('1 / 1 workers');
  await pete.clusters.getByRole('button', { name: 'New cluster' }).click();
  await expect(pete.radio(SLURM)).toBeDisabled();
  await pete.dialog.getByRole('button', { name: 'Cancel' }).click();
  await shutDown(pete, KUBERNETES);
  await expect(slurm).toBeVisible();

  await ownPlace.order('start slurm');
  await expect(stale).toBeHidden({ timeout: 60_000 });
  await expect(slurm).toContainText('1 / 1 workers');
  await shutDown(pete, SLURM);
  await expect.poll(() => ownPlace.squeue()).toEqual([]);
});
