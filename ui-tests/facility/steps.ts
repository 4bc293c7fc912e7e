import type { Lab } from './fixtures';
import { expect } from './fixtures';

/**
 * A cell that computes on the workers and says where they run.
 */
export const SQUARES = [
  'import os, time',
  'def square(x):',
  '    time.sleep(0.05)',
  '    return x * x',
  "print('sum', sum(client.gather(client.map(square, range(100)))))",
  "print('partition', set(client.run(os.getenv, 'SLURM_JOB_PARTITION').values()))"
].join('\n');

/**
 * Connect by the inserted code and compute on the workers.
 */
export async function compute(lab: Lab, gateway: string): Promise<void> {
  const card = lab.card(gateway);
  await card.getByRole('button', { name: 'Insert client code' }).click();
  await expect(lab.cells.first()).toContainText('gateway.connect(');
  await lab.runCell(0);
  await expect(card).toContainText('1 client connected', { timeout: 60_000 });
  const cell = await lab.runCell(1);
  await expect(cell).toContainText('sum 328350', { timeout: 60_000 });
}

/**
 * Shut a cluster down, whether it is asked about or not.
 */
export async function shutDown(lab: Lab, gateway: string): Promise<void> {
  const card = lab.card(gateway);
  const button = { name: 'Shut down', exact: true };
  await card.getByRole('button', button).click();
  const confirm = lab.dialog.getByRole('button', button);
  await expect(confirm.or(card.getByText('Stopping'))).toBeVisible();
  if (await confirm.isVisible()) {
    await confirm.click();
  }
  await expect(card).toHaveCount(0, { timeout: 30_000 });
}
